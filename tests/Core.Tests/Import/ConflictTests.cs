using System.Text.Json.Nodes;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Import;
using ReleaseManager.Core.State;
using Xunit;

namespace ReleaseManager.Core.Tests.Import;

/// <summary>What stands in the way, and the two ways out that have to be asked for.</summary>
public sealed class ConflictTests
{
    private const string Settings = "/api/v1/namespaces/shop/configmaps/settings";

    private static readonly ReleaseImportSettings TakeOver = new() { TakeOwnership = true };
    private static readonly ReleaseImportSettings Anew = new() { Recreate = true };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, null)]
    [InlineData("other", null)]
    [InlineData(null, "ssa")]
    [InlineData("other", "ssa")]
    public async Task An_object_of_somebody_else_is_taken_over_only_where_that_is_asked_for(
        string? owner,
        string? method
    )
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.PostAsync("/api/v1/namespaces", ImportTests.Named("Namespace", "shop"));
        await bench.PostAsync("/api/v1/namespaces/shop/configmaps", Theirs(owner));
        await bench.SaveAsync(Web(1, "ours", method));

        var anew = Assert.Single(await bench.ImportAsync(Anew));
        var plan = await bench.PlanAsync(new ImportOptions { Settings = TakeOver });
        var taken = Assert.Single(await bench.RunAsync(plan, retries: null));

        Assert.Equal("ObjectBelongsToOther", anew.ErrorId);
        Assert.Contains("taken over", Assert.Single(plan.Releases[0].Warnings), StringComparison.Ordinal);
        Assert.Equal((ReleaseImportOutcome.Restored, 1), (taken.Outcome, taken.ObjectsChanged));
        var settings = await bench.GetAsync(Settings);
        Assert.Equal("ours", (string?)settings!["data"]!["mode"]);
        Assert.Equal("web", (string?)settings["metadata"]!["annotations"]!["meta.helm.sh/release-name"]);
    }

    [Fact]
    public async Task A_release_that_is_there_and_differs_is_uninstalled_as_helm_would_and_brought_back_as_it_was()
    {
        await using var target = await ImportBench.StartAsync();
        var hooks = new JsonArray(
            SavedReleaseBuilder.Hook("pre-delete", "bye", Job("bye"), policy: "hook-succeeded"),
            SavedReleaseBuilder.Hook("post-delete", "gone", Job("gone"))
        );
        var theirs =
            ImportTests.ConfigMap("theirs")
            + "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: kept, annotations: {helm.sh/resource-policy: keep}}\n";
        await target.SaveAsync(
            new SavedReleaseBuilder("shop", "web")
                .Revision(6, "superseded", ImportTests.ConfigMap("older"))
                .Revision(7, "deployed", theirs, hooks)
        );
        await target.ImportAsync();
        var bench = (await ImportBench.StartAsync()).WithClusterOf(target);
        await bench.SaveAsync(Web(1, "ours", null));

        var refused = Assert.Single(await bench.ImportAsync());
        var plan = await bench.PlanAsync(new ImportOptions { Settings = Anew });
        bench.Cluster.ClearRequests();
        var result = Assert.Single(await bench.RunAsync(plan, retries: null));

        Assert.Equal("ReleaseDiffers", refused.ErrorId);
        Assert.Contains("-Recreate", refused.Message, StringComparison.Ordinal);
        Assert.Equal(ReleaseImportAction.Recreate, plan.Releases[0].Action);
        Assert.Equal((ReleaseImportAction.Recreate, ReleaseImportOutcome.Restored), (result.Action, result.Outcome));
        Assert.Contains(
            result.Warnings,
            warning => warning.Contains("ConfigMap kept is to be kept", StringComparison.Ordinal)
        );
        Assert.Null(await bench.GetAsync("/api/v1/namespaces/shop/configmaps/theirs"));
        Assert.NotNull(await bench.GetAsync("/api/v1/namespaces/shop/configmaps/kept"));
        Assert.NotNull(await bench.GetAsync(Settings));
        Assert.Equal(
            ["sh.helm.release.v1.web.v1"],
            (await bench.ListAsync("/api/v1/namespaces/shop/secrets")).Select(one => (string?)one!["metadata"]!["name"])
        );

        // As Helm: the record says so first, then the hook before deletion, the objects, the hook after it, the records.
        var written = bench
            .Cluster.Requests.Where(request => request.Method is not "GET")
            .Select(request => $"{request.Method} {request.Path.Split('/')[^1].Split('?')[0]}")
            .ToList();
        string[] wanted =
        [
            "PATCH sh.helm.release.v1.web.v7",
            "DELETE bye",
            "DELETE theirs",
            "DELETE sh.helm.release.v1.web.v6",
            "DELETE sh.helm.release.v1.web.v7",
        ];
        Assert.True(wanted.SequenceEqual(written.Where(wanted.Contains)), string.Join('\n', written));
        Assert.Equal(2, written.Count(request => request == "POST jobs"));
    }

    [Fact]
    public async Task A_release_that_is_there_as_it_was_saved_is_not_made_anew()
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(Web(1, "ours", null));
        await bench.ImportAsync();

        Assert.Equal(ReleaseImportOutcome.Skipped, Assert.Single(await bench.ImportAsync(Anew)).Outcome);
    }

    [Fact]
    public async Task A_release_under_the_other_driver_is_made_anew_too()
    {
        await using var target = await ImportBench.StartAsync();
        await target.SaveAsync(
            new SavedReleaseBuilder("shop", "web", ListingEntry.DriverConfigMap).Revision(
                1,
                "deployed",
                ImportTests.ConfigMap("settings")
            )
        );
        await target.ImportAsync();
        var bench = (await ImportBench.StartAsync()).WithClusterOf(target);
        await bench.SaveAsync(Web(1, "ours", null));

        Assert.Equal(ReleaseImportOutcome.Restored, Assert.Single(await bench.ImportAsync(Anew)).Outcome);
        Assert.Single(await bench.ListAsync("/api/v1/namespaces/shop/configmaps"));
    }

    [Fact]
    public async Task What_was_uninstalled_with_its_history_kept_gives_its_name_back_where_that_is_asked_for()
    {
        await using var target = await ImportBench.StartAsync();
        await target.SaveAsync(
            new SavedReleaseBuilder("shop", "web")
                .Revision(1, "superseded", ImportTests.ConfigMap("settings"))
                .Revision(2, "uninstalled", ImportTests.ConfigMap("settings"))
        );
        await target.ImportAsync();
        var bench = (await ImportBench.StartAsync()).WithClusterOf(target);
        await bench.SaveAsync(Web(1, "ours", null));

        var refused = Assert.Single(await bench.ImportAsync());
        var result = Assert.Single(await bench.ImportAsync(new ReleaseImportSettings { ReplaceUninstalled = true }));

        Assert.Equal("ReleaseDiffers", refused.ErrorId);
        Assert.Equal(ReleaseImportOutcome.Restored, result.Outcome);
        Assert.Single(await bench.ListAsync("/api/v1/namespaces/shop/secrets"));
    }

    [Fact]
    public async Task Helm_s_replace_touches_no_release_that_runs()
    {
        await using var target = await ImportBench.StartAsync();
        await target.SaveAsync(
            new SavedReleaseBuilder("shop", "web").Revision(1, "deployed", ImportTests.ConfigMap("theirs"))
        );
        await target.ImportAsync();
        var bench = (await ImportBench.StartAsync()).WithClusterOf(target);
        await bench.SaveAsync(Web(1, "ours", null));

        var result = Assert.Single(await bench.ImportAsync(new ReleaseImportSettings { ReplaceUninstalled = true }));

        Assert.Equal("ReleaseDiffers", result.ErrorId);
        Assert.NotNull(await bench.GetAsync("/api/v1/namespaces/shop/configmaps/theirs"));
    }

    [Fact]
    public async Task An_uninstall_that_meets_an_object_of_another_release_leaves_it()
    {
        await using var target = await ImportBench.StartAsync();
        await target.SaveAsync(
            new SavedReleaseBuilder("shop", "web").Revision(2, "deployed", ImportTests.ConfigMap("theirs"))
        );
        await target.ImportAsync();
        const string Theirs = "/api/v1/namespaces/shop/configmaps/theirs";
        var taken = (await target.GetAsync(Theirs))!;
        taken["metadata"]!["annotations"]!["meta.helm.sh/release-name"] = "heir";
        await target.PutAsync(Theirs, taken);
        var bench = (await ImportBench.StartAsync()).WithClusterOf(target);
        await bench.SaveAsync(Web(1, "ours", null));

        var result = Assert.Single(await bench.ImportAsync(Anew));

        Assert.Equal(ReleaseImportOutcome.Restored, result.Outcome);
        Assert.Contains(result.Warnings, warning => warning.Contains("shop/heir", StringComparison.Ordinal));
        Assert.NotNull(await bench.GetAsync(Theirs));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_field_that_may_not_change_is_an_error_unless_the_object_may_be_made_anew(bool anew)
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.PostAsync("/api/v1/namespaces", ImportTests.Named("Namespace", "shop"));
        var theirs = Theirs("web");
        await bench.PostAsync("/api/v1/namespaces/shop/configmaps", theirs);
        bench.Cluster.Faults.Fail(
            1,
            422,
            request => request.Method == "PATCH" && request.Path.StartsWith(Settings, StringComparison.Ordinal)
        );
        await bench.SaveAsync(Web(1, "ours", null));

        var result = Assert.Single(await bench.ImportAsync(anew ? Anew : null));

        Assert.Equal(anew ? ReleaseImportOutcome.Restored : ReleaseImportOutcome.Failed, result.Outcome);
        var there = await bench.GetAsync(Settings);
        Assert.Equal(anew ? "ours" : "theirs", (string?)there!["data"]!["mode"]);
    }

    [Fact]
    public async Task A_namespace_on_its_way_out_is_created_once_it_is_gone()
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.PostAsync("/api/v1/namespaces", ImportTests.Named("Namespace", "shop"));
        var held = ImportTests.Named("ConfigMap", "held");
        held["metadata"]!["finalizers"] = new JsonArray("example.com/held");
        await bench.PostAsync("/api/v1/namespaces/shop/configmaps", held);
        using var client = bench.Connect();
        await client.DeleteAsync(
            new ResourceAddress(KnownResources.Namespaces, null, "shop"),
            new DeleteOptions(),
            Stop
        );
        await bench.SaveAsync(Web(1, "ours", null));

        var refused = await bench.PlanAsync(
            new ImportOptions { Settings = new ReleaseImportSettings { CreateNamespaces = false } }
        );
        var plan = await bench.PlanAsync();
        var run = bench.RunAsync(plan, retries: null);
        await client.PatchAsync(
            new ResourceAddress(KnownResources.ConfigMaps, "shop", "held"),
            "application/merge-patch+json",
            new JsonObject { ["metadata"] = new JsonObject { ["finalizers"] = null } },
            new WriteOptions(),
            Stop
        );

        Assert.Equal("NamespaceMissing", Assert.Single(refused.Releases).ErrorId);
        Assert.Equal("create", Assert.Single(plan.Namespaces).Action);
        Assert.Equal(ReleaseImportOutcome.Restored, Assert.Single(await run).Outcome);
        Assert.NotNull(await bench.GetAsync(Settings));
    }

    [Fact]
    public async Task An_object_on_its_way_out_is_waited_for_whoever_s_it_was()
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.PostAsync("/api/v1/namespaces", ImportTests.Named("Namespace", "shop"));
        var held = Theirs("other");
        held["metadata"]!["finalizers"] = new JsonArray("example.com/held");
        await bench.PostAsync("/api/v1/namespaces/shop/configmaps", held);
        using var client = bench.Connect();
        var address = new ResourceAddress(KnownResources.ConfigMaps, "shop", "settings");
        await client.DeleteAsync(address, new DeleteOptions(), Stop);
        await bench.SaveAsync(Web(1, "ours", null));

        var plan = await bench.PlanAsync();
        var run = bench.RunAsync(plan, retries: null);
        var release = new JsonObject { ["metadata"] = new JsonObject { ["finalizers"] = null } };
        await client.PatchAsync(address, "application/merge-patch+json", release, new WriteOptions(), Stop);

        Assert.Contains("is waited for", Assert.Single(plan.Releases[0].Warnings), StringComparison.Ordinal);
        Assert.Equal(ReleaseImportOutcome.Restored, Assert.Single(await run).Outcome);
        Assert.Equal("ours", (string?)(await bench.GetAsync(Settings))!["data"]!["mode"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_plan_that_verifies_knows_what_is_made_anew(bool anew)
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.PostAsync("/api/v1/namespaces", ImportTests.Named("Namespace", "shop"));
        await bench.PostAsync("/api/v1/namespaces/shop/configmaps", Theirs("web"));
        bench.Cluster.Faults.Fail(1, 422, request => request.Method == "PATCH");
        await bench.SaveAsync(Web(1, "ours", null));

        var plan = await bench.PlanAsync(
            new ImportOptions
            {
                Settings = new ReleaseImportSettings { Recreate = anew, Verify = true },
            }
        );

        var release = Assert.Single(plan.Releases);
        Assert.Equal(anew ? null : "ObjectWouldBeRefused", release.ErrorId);
        Assert.Equal(anew, release.Warnings.Any(warning => warning.Contains("created anew", StringComparison.Ordinal)));
    }

    private static SavedReleaseBuilder Web(int revision, string mode, string? method) =>
        new SavedReleaseBuilder("shop", "web").Revision(
            revision,
            "deployed",
            $"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  mode: {mode}\n",
            applyMethod: method
        );

    private static string Job(string name) =>
        $"apiVersion: batch/v1\nkind: Job\nmetadata: {{name: {name}}}\nspec: {{template: {{spec: {{restartPolicy: Never, containers: [{{name: c, image: i}}]}}}}}}\n";

    private static JsonObject Theirs(string? owner)
    {
        var theirs = ImportTests.Named("ConfigMap", "settings");
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

        return theirs;
    }
}
