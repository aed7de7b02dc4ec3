using System.Text.Json.Nodes;
using ReleaseManager.Sandbox;
using Xunit;

namespace ReleaseManager.Core.Tests.Import;

/// <summary>An atomic import that fails, wherever it fails, leaves of its release what was there before.</summary>
public sealed class AtomicTests
{
    private static readonly string[] Places =
    [
        "/api/v1/namespaces/shop/secrets",
        "/api/v1/namespaces/shop/configmaps",
        "/apis/batch/v1/namespaces/shop/jobs",
        "/apis/rbac.authorization.k8s.io/v1/clusterroles",
    ];

    private static readonly ReleaseImportSettings Atomic = new()
    {
        Atomic = true,
        TakeOwnership = true,
        ReleaseTimeout = TimeSpan.FromSeconds(20),
    };

    [Theory]
    [InlineData(null)]
    [InlineData("ssa")]
    public async Task A_release_that_fails_at_any_write_leaves_the_cluster_as_it_was(string? method)
    {
        var failures = 0;
        for (var at = 1; ; at++)
        {
            await using var bench = await ImportBench.StartAsync();
            await PrepareAsync(bench, method);
            var before = await DumpAsync(bench);
            var seen = 0;
            bench.Cluster.Faults.Fail(1, 422, request => IsOfRelease(request) && Interlocked.Increment(ref seen) == at);

            var results = await bench.ImportAsync(Atomic);

            Assert.Equal(ReleaseImportOutcome.Restored, results.Single(result => result.Name == "other").Outcome);
            var web = results.Single(result => result.Name == "web");
            if (seen < at)
            {
                Assert.Equal(ReleaseImportOutcome.Restored, web.Outcome);
                break;
            }

            failures++;
            Assert.True(web.Outcome == ReleaseImportOutcome.Failed, $"write {at}: {web.Outcome} {web.Message}");
            Assert.True(
                before.SequenceEqual(await DumpAsync(bench)),
                $"write {at} ({web.Message}): {string.Join('\n', (await DumpAsync(bench)).Except(before))} instead of {string.Join('\n', before.Except(await DumpAsync(bench)))}"
            );
        }

        Assert.True(failures > 8, $"only {failures} writes were seen");
    }

    [Fact]
    public async Task What_is_taken_back_can_be_brought_back_again()
    {
        await using var bench = await ImportBench.StartAsync();
        await PrepareAsync(bench, null);
        bench.Cluster.Faults.Fail(1, 422, request => request.Path.Contains("/jobs", StringComparison.Ordinal));

        var failed = (await bench.ImportAsync(Atomic)).Single(result => result.Name == "web");
        var again = (await bench.ImportAsync(Atomic)).Single(result => result.Name == "web");

        Assert.True(failed.IsTakenBack);
        Assert.Contains("was taken back", failed.Message, StringComparison.Ordinal);
        Assert.Equal((ReleaseImportAction.Install, ReleaseImportOutcome.Restored), (again.Action, again.Outcome));
    }

    [Fact]
    public async Task Without_it_what_was_made_stays_and_the_record_says_failed()
    {
        await using var bench = await ImportBench.StartAsync();
        await PrepareAsync(bench, null);
        bench.Cluster.Faults.Fail(1, 422, request => IsOfRelease(request) && request.Resource == "clusterroles");

        var failed = (await bench.ImportAsync(Atomic with { Atomic = false })).Single(result => result.Name == "web");

        Assert.False(failed.IsTakenBack);
        Assert.NotNull(await bench.GetAsync("/api/v1/namespaces/shop/configmaps/fresh"));
        var record = await bench.GetAsync("/api/v1/namespaces/shop/secrets/sh.helm.release.v1.web.v2");
        Assert.Equal("failed", (string?)record!["metadata"]!["labels"]!["status"]);
    }

    private static bool IsOfRelease(SandboxRequest request) =>
        request.Method is "POST" or "PATCH" or "PUT"
        && (request.Path.Contains("/namespaces/shop/", StringComparison.Ordinal) || request.Resource == "clusterroles");

    private static async Task PrepareAsync(ImportBench bench, string? method)
    {
        await bench.PostAsync("/api/v1/namespaces", ImportTests.Named("Namespace", "shop"));
        var theirs = ImportTests.Named("ConfigMap", "theirs");
        theirs["data"] = new JsonObject { ["mode"] = "before", ["more"] = "x" };
        theirs["metadata"]!["labels"] = new JsonObject { ["team"] = "blue" };
        await bench.PostAsync("/api/v1/namespaces/shop/configmaps", theirs);
        await bench.PostAsync("/api/v1/namespaces/shop/configmaps", ImportTests.Named("ConfigMap", "hooked"));
        var manifest = """
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: fresh}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: theirs}
            data: {mode: after}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: shop-reader}
            rules: []
            """;
        var hooks = new JsonArray(
            SavedReleaseBuilder.Hook(
                "pre-install",
                "hooked",
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: hooked}\ndata: {a: b}\n"
            ),
            SavedReleaseBuilder.Hook(
                "post-install",
                "last",
                "apiVersion: batch/v1\nkind: Job\nmetadata: {name: last}\nspec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: i}]}}}\n"
            )
        );
        await bench.SaveAsync(
            new SavedReleaseBuilder("shop", "web")
                .Revision(1, "superseded", manifest, hooks, method)
                .Revision(2, "deployed", manifest, hooks, method),
            new SavedReleaseBuilder("else", "other").Revision(1, "deployed", ImportTests.ConfigMap("other"))
        );
    }

    private static JsonNode? Sorted(JsonNode? node) =>
        node switch
        {
            JsonObject members => new JsonObject(
                members
                    .OrderBy(member => member.Key, StringComparer.Ordinal)
                    .Select(member => KeyValuePair.Create(member.Key, Sorted(member.Value)))
            ),
            JsonArray items => new JsonArray([.. items.Select(Sorted)]),
            _ => node?.DeepClone(),
        };

    private static async Task<IReadOnlyList<string>> DumpAsync(ImportBench bench)
    {
        var dump = new List<string>();
        foreach (var place in Places)
        {
            foreach (var item in await bench.ListAsync(place))
            {
                var metadata = item!["metadata"]!.AsObject();
                foreach (var member in (string[])["uid", "resourceVersion", "creationTimestamp", "managedFields"])
                {
                    metadata.Remove(member);
                }

                dump.Add($"{place} {Sorted(item)!.ToJsonString()}");
            }
        }

        return dump;
    }
}
