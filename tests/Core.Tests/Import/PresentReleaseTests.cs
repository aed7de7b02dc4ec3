using System.Text.Json.Nodes;
using ReleaseManager.Contracts;
using ReleaseManager.Core.State;
using ReleaseManager.Sandbox;
using Xunit;
using static ReleaseManager.Core.Tests.Import.ImportTests;

namespace ReleaseManager.Core.Tests.Import;

/// <summary>What an import does where the release, or an object of it, is there already.</summary>
public sealed class PresentReleaseTests
{
    [Fact]
    public async Task A_second_import_finds_everything_there_and_writes_nothing()
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(
            new SavedReleaseBuilder("shop", "web")
                .Revision(1, "superseded", TwoObjects)
                .Revision(2, "deployed", TwoObjects)
        );
        await bench.ImportAsync();
        bench.Cluster.ClearRequests();

        var result = Assert.Single(await bench.ImportAsync());

        Assert.Equal(ReleaseImportOutcome.Skipped, result.Outcome);
        Assert.DoesNotContain(bench.Cluster.Requests, request => request.Method is not "GET");
    }

    [Fact]
    public async Task A_release_that_has_gone_on_since_is_left_alone()
    {
        await using var target = await ImportBench.StartAsync();
        var newer = new SavedReleaseBuilder("shop", "web")
            .Revision(1, "superseded", TwoObjects)
            .Revision(2, "deployed", ConfigMap("newer"));
        await target.SaveAsync(newer);
        await target.ImportAsync();
        await using var older = await ImportBench.StartAsync();
        var bench = older.WithClusterOf(target);
        await bench.SaveAsync(new SavedReleaseBuilder("shop", "web").Revision(1, "deployed", TwoObjects));

        var result = Assert.Single(await bench.ImportAsync());

        Assert.Equal(ReleaseImportOutcome.Skipped, result.Outcome);
        Assert.Contains("gone on to revision 2", result.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "older than the saved")]
    [InlineData(2, "another revision 2")]
    [InlineData(3, "without the saved revision 2")]
    public async Task A_release_that_is_there_and_differs_is_refused_and_left_alone(int there, string reason)
    {
        await using var target = await ImportBench.StartAsync();
        await target.SaveAsync(new SavedReleaseBuilder("shop", "web").Revision(there, "deployed", ConfigMap("other")));
        await target.ImportAsync();
        await using var saved = await ImportBench.StartAsync();
        var bench = saved.WithClusterOf(target);
        await bench.SaveAsync(
            new SavedReleaseBuilder("shop", "web")
                .Revision(1, "superseded", TwoObjects)
                .Revision(2, "deployed", TwoObjects)
        );

        var result = Assert.Single(await bench.ImportAsync());

        Assert.Equal((ReleaseImportOutcome.Refused, "ReleaseDiffers"), (result.Outcome, result.ErrorId));
        Assert.Contains(reason, result.Message, StringComparison.Ordinal);
        Assert.Null(await bench.GetAsync("/api/v1/namespaces/shop/configmaps/settings"));
        Assert.Single(await bench.ListAsync("/api/v1/namespaces/shop/secrets"));
    }

    [Fact]
    public async Task A_release_of_the_name_under_the_other_driver_is_refused()
    {
        await using var target = await ImportBench.StartAsync();
        await target.SaveAsync(
            new SavedReleaseBuilder("shop", "web", ListingEntry.DriverConfigMap).Revision(1, "deployed", TwoObjects)
        );
        await target.ImportAsync();
        await using var saved = await ImportBench.StartAsync();
        var bench = saved.WithClusterOf(target);
        await bench.SaveAsync(new SavedReleaseBuilder("shop", "web").Revision(1, "deployed", TwoObjects));

        var result = Assert.Single(await bench.ImportAsync());

        Assert.Equal("ReleaseUnderOtherDriver", result.ErrorId);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("other")]
    public async Task An_object_that_belongs_to_somebody_else_is_refused_in_the_plan_and_never_touched(string? owner)
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.PostAsync("/api/v1/namespaces", Named("Namespace", "shop"));
        var theirs = Named("ConfigMap", "settings");
        theirs["data"] = new JsonObject { ["mode"] = "theirs" };
        if (owner is not null)
        {
            theirs["metadata"]!["labels"] = new JsonObject { ["app.kubernetes.io/managed-by"] = "Helm" };
            theirs["metadata"]!["annotations"] = new JsonObject
            {
                ["meta.helm.sh/release-name"] = owner,
                ["meta.helm.sh/release-namespace"] = "shop",
            };
        }

        await bench.PostAsync("/api/v1/namespaces/shop/configmaps", theirs);
        await bench.SaveAsync(new SavedReleaseBuilder("shop", "web").Revision(1, "deployed", TwoObjects));

        var result = Assert.Single(await bench.ImportAsync());

        Assert.Equal((ReleaseImportOutcome.Refused, "ObjectBelongsToOther"), (result.Outcome, result.ErrorId));
        Assert.Contains("ConfigMap shop/settings", result.Message, StringComparison.Ordinal);
        var settings = await bench.GetAsync("/api/v1/namespaces/shop/configmaps/settings");
        Assert.Equal("theirs", (string?)settings!["data"]!["mode"]);
        Assert.Empty(await bench.ListAsync("/api/v1/namespaces/shop/secrets"));
    }

    [Fact]
    public async Task An_object_that_the_release_itself_had_left_is_brought_to_what_was_saved()
    {
        var clock = new StoppedClock(DateTimeOffset.UtcNow.AddDays(-1));
        await using var bench = await ImportBench.StartAsync(new SandboxOptions { Time = clock });
        await bench.PostAsync("/api/v1/namespaces", Named("Namespace", "shop"));
        var kept = Named("ConfigMap", "settings");
        kept["data"] = new JsonObject { ["mode"] = "old" };
        kept["metadata"]!["labels"] = new JsonObject { ["app.kubernetes.io/managed-by"] = "Helm" };
        kept["metadata"]!["annotations"] = new JsonObject
        {
            ["meta.helm.sh/release-name"] = "web",
            ["meta.helm.sh/release-namespace"] = "shop",
        };
        await bench.PostAsync("/api/v1/namespaces/shop/configmaps", kept);
        clock.Advance(TimeSpan.FromHours(1));
        await bench.SaveAsync(new SavedReleaseBuilder("shop", "web").Revision(1, "deployed", TwoObjects));

        var result = Assert.Single(await bench.ImportAsync());

        Assert.Equal((1, 1), (result.ObjectsCreated, result.ObjectsChanged));
        var settings = await bench.GetAsync("/api/v1/namespaces/shop/configmaps/settings");
        Assert.Equal("0755", (string?)settings!["data"]!["mode"]);
    }
}
