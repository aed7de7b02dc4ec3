using System.Text.Json.Nodes;
using ReleaseManager.Core.Export;
using ReleaseManager.Core.Import;
using Xunit;

namespace ReleaseManager.Core.Tests.Import;

/// <summary>Releases go from one cluster into another with nothing saved between.</summary>
public sealed class ClusterToClusterTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Only_the_chosen_releases_arrive_and_they_are_as_they_were()
    {
        await using var blue = await BlueAsync();
        await using var green = await ImportBench.StartAsync();

        var results = await BringAsync(blue, green, "shop/web", "else/db");

        Assert.Equal(["else/db", "shop/web"], results.Select(one => $"{one.Namespace}/{one.Name}").Order());
        Assert.All(results, result => Assert.Equal(ReleaseImportOutcome.Restored, result.Outcome));
        foreach (
            var path in (string[])
                [
                    "/api/v1/namespaces/shop/secrets/sh.helm.release.v1.web.v",
                    "/api/v1/namespaces/else/secrets/sh.helm.release.v1.db.v",
                ]
        )
        {
            var there = (await green.GetAsync($"{path}1"))!;
            Assert.Equal(
                (string?)(await blue.GetAsync($"{path}1"))!["data"]!["release"],
                (string?)there["data"]!["release"]
            );
        }

        Assert.Null(await green.GetAsync("/api/v1/namespaces/else/configmaps/web"));
    }

    [Fact]
    public async Task One_that_was_stopped_goes_on()
    {
        await using var blue = await BlueAsync();
        await using var green = await ImportBench.StartAsync();
        green.Cluster.Faults.Fail(1, 422, request => request.Method == "POST" && request.Resource == "configmaps");

        var failed = Assert.Single(await BringAsync(blue, green, "shop/web"));
        var again = Assert.Single(await BringAsync(blue, green, "shop/web"));

        Assert.Equal(ReleaseImportOutcome.Failed, failed.Outcome);
        Assert.Equal((ReleaseImportAction.Resume, ReleaseImportOutcome.Restored), (again.Action, again.Outcome));
    }

    [Fact]
    public async Task A_release_that_has_gone_meanwhile_is_named()
    {
        await using var blue = await BlueAsync();
        await using var green = await ImportBench.StartAsync();

        var error = await Assert.ThrowsAsync<ImportException>(() => BringAsync(blue, green, "shop/web", "shop/gone"));

        Assert.Equal("ReleaseNotFound", error.ErrorId);
        Assert.Contains("shop/gone", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_they_refer_to_comes_along_where_it_is_asked_for(bool isAskedFor)
    {
        await using var blue = await ImportBench.StartAsync();
        await using var green = await ImportBench.StartAsync();
        const string Account =
            "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: runner}\nimagePullSecrets: [{name: pull}]\n";
        await blue.SaveAsync(new SavedReleaseBuilder("shop", "web").Revision(1, "deployed", Account));
        await blue.ImportAsync();
        var pull = """
            {"apiVersion":"v1","kind":"Secret","metadata":{"name":"pull","namespace":"shop"},"type":"Opaque","data":{"a":"AAEC"}}
            """;
        blue.Cluster.Load([JsonNode.Parse(pull)!.AsObject()]);

        var result = Assert.Single(await BringAsync(blue, green, isAskedFor, ["shop/web"]));

        Assert.Equal(ReleaseImportOutcome.Restored, result.Outcome);
        var there = await green.GetAsync("/api/v1/namespaces/shop/secrets/pull");
        Assert.Equal(isAskedFor ? "AAEC" : null, (string?)there?["data"]?["a"]);
    }

    private static async Task<ImportBench> BlueAsync()
    {
        var blue = await ImportBench.StartAsync();
        await blue.SaveAsync(
            new SavedReleaseBuilder("shop", "web")
                .Revision(1, "superseded", ImportTests.ConfigMap("web"))
                .Revision(2, "deployed", ImportTests.ConfigMap("web")),
            new SavedReleaseBuilder("shop", "db").Revision(1, "deployed", ImportTests.ConfigMap("db")),
            new SavedReleaseBuilder("else", "web").Revision(1, "deployed", ImportTests.ConfigMap("web")),
            new SavedReleaseBuilder("else", "db").Revision(1, "deployed", ImportTests.ConfigMap("db"))
        );
        await blue.ImportAsync();
        return blue;
    }

    private static Task<IReadOnlyList<ReleaseImportResult>> BringAsync(
        ImportBench blue,
        ImportBench green,
        params string[] releases
    ) => BringAsync(blue, green, withReferences: false, releases);

    private static async Task<IReadOnlyList<ReleaseImportResult>> BringAsync(
        ImportBench blue,
        ImportBench green,
        bool withReferences,
        string[] releases
    )
    {
        using var source = blue.Connect();
        using var target = green.Connect();
        var state = await LiveState.ReadAsync(
            source,
            releases,
            new ExportOptions { IncludeReferences = withReferences },
            TimeProvider.System,
            progress: null,
            Stop
        );
        var plan = await new ImportPlanner(target, state).PlanAsync(
            new ImportOptions
            {
                Releases = releases,
                Settings = new ReleaseImportSettings { IncludeReferences = withReferences },
            },
            progress: null,
            Stop
        );
        var results = new List<ReleaseImportResult>();
        await foreach (var result in new Importer(target, state).RunAsync(plan, progress: null, Stop))
        {
            results.Add(result);
        }

        return results;
    }
}
