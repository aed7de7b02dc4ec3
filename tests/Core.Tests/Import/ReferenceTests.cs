using System.Text.Json.Nodes;
using ReleaseManager.Core.Import;
using Xunit;

namespace ReleaseManager.Core.Tests.Import;

/// <summary>What releases refer to and nobody brings is told by every plan, and brought where it was saved and is asked for.</summary>
public sealed class ReferenceTests
{
    private const string Web = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              serviceAccountName: runner
              imagePullSecrets: [{name: pull}]
              containers:
              - name: web
                image: web
                envFrom:
                - secretRef: {name: db}
                - secretRef: {name: perhaps, optional: true}
                - configMapRef: {name: settings}
        """;

    private const string SaysHow = ": it is saved, and -IncludeReferences (--include-references) brings it back";

    private static readonly ImportOptions WithReferences = new()
    {
        Settings = new ReleaseImportSettings { IncludeReferences = true },
    };

    [Fact]
    public async Task A_plan_names_what_nobody_brings_and_says_what_of_it_is_saved()
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync([Secret("shop", "db")], Release(Web));

        var plan = await bench.PlanAsync();

        Assert.Empty(plan.References);
        Assert.Equal(
            [
                "ConfigMap shop/settings (Deployment web)",
                $"Secret shop/db (Deployment web){SaysHow}",
                "Secret shop/pull (Deployment web)",
                "ServiceAccount shop/runner (Deployment web)",
            ],
            Assert.Single(plan.Releases).DanglingReferences
        );
    }

    [Fact]
    public async Task A_release_that_was_brought_back_says_in_its_result_what_it_refers_to_and_was_not_there()
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(
            new SavedReleaseBuilder("shop", "web").Revision(
                1,
                "deployed",
                "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: a, image: b, envFrom: [{secretRef: {name: db}}]}]}\n"
            )
        );
        bench.Cluster.Faults.Fail(1, 422, request => request is { Method: "POST", Resource: "pods" });

        var failed = Assert.Single(await bench.ImportAsync());
        var resumed = Assert.Single(await bench.ImportAsync());
        var skipped = Assert.Single(await bench.ImportAsync());

        Assert.Equal((ReleaseImportOutcome.Failed, 0), (failed.Outcome, failed.Warnings.Count));
        Assert.Equal(ReleaseImportAction.Resume, resumed.Action);
        Assert.Equal(["refers to what the plan found nowhere: Secret shop/db (Pod web)"], resumed.Warnings);
        Assert.Equal((ReleaseImportOutcome.Skipped, 0), (skipped.Outcome, skipped.Warnings.Count));
    }

    [Fact]
    public async Task What_is_there_or_comes_with_another_release_or_a_hook_does_not_dangle()
    {
        await using var bench = await ImportBench.StartAsync();
        bench.Cluster.Load([Namespace("shop"), Secret("shop", "db")]);
        var hooks = new JsonArray(
            SavedReleaseBuilder.Hook(
                "pre-install",
                "pull",
                "apiVersion: v1\nkind: Secret\nmetadata: {name: pull}\ntype: Opaque\n"
            ),
            SavedReleaseBuilder.Hook(
                "pre-upgrade",
                "runner",
                "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: runner}\n"
            )
        );
        await bench.SaveAsync(
            new SavedReleaseBuilder("shop", "web").Revision(1, "deployed", Web, hooks),
            new SavedReleaseBuilder("shop", "base").Revision(1, "deployed", ImportTests.ConfigMap("settings"))
        );

        var plan = await bench.PlanAsync();
        var without = await bench.PlanAsync(
            new ImportOptions { Settings = new ReleaseImportSettings { NoHooks = true } }
        );

        Assert.Equal(["ServiceAccount shop/runner (Deployment web)"], Dangling(plan));
        Assert.Equal(
            ["Secret shop/pull (Deployment web)", "ServiceAccount shop/runner (Deployment web)"],
            Dangling(without)
        );
    }

    [Fact]
    public async Task What_hooks_that_run_refer_to_counts()
    {
        await using var bench = await ImportBench.StartAsync();
        const string Job =
            "apiVersion: batch/v1\nkind: Job\nmetadata: {name: migrate}\nspec: {template: {spec: {restartPolicy: Never, imagePullSecrets: [{name: pull}], containers: [{name: a, image: b}]}}}\n";
        await bench.SaveAsync(
            new SavedReleaseBuilder("shop", "web").Revision(
                1,
                "deployed",
                ImportTests.ConfigMap("one"),
                new JsonArray(SavedReleaseBuilder.Hook("post-install", "migrate", Job))
            )
        );

        Assert.Equal(["Secret shop/pull (Job migrate)"], Dangling(await bench.PlanAsync()));
    }

    [Fact]
    public async Task What_was_saved_comes_back_before_the_releases_under_our_own_name()
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(
            [Secret("shop", "db"), Secret("shop", "further"), Secret("shop", "unrelated"), Account("shop", "runner")],
            Release(Web)
        );

        var plan = await bench.PlanAsync(WithReferences);
        bench.Cluster.ClearRequests();
        var result = Assert.Single(await bench.RunAsync(plan, retries: null));

        Assert.Equal(ReleaseImportOutcome.Restored, result.Outcome);
        Assert.Equal(
            ["Secret shop/db create", "Secret shop/further create", "ServiceAccount shop/runner create"],
            plan.References.Select(step => $"{step.Name} {step.Action}")
        );
        Assert.Equal(["ConfigMap shop/settings (Deployment web)", "Secret shop/pull (Deployment web)"], Dangling(plan));
        var db = await bench.GetAsync("/api/v1/namespaces/shop/secrets/db");
        Assert.Equal("czNjcjN0", (string?)db!["data"]!["password"]);
        Assert.Equal("example.com/login", (string?)db["type"]);
        Assert.Equal("releasemanager", (string?)db["metadata"]!["managedFields"]![0]!["manager"]);
        Assert.Null(db["metadata"]!["annotations"]);
        Assert.NotNull(await bench.GetAsync("/api/v1/namespaces/shop/secrets/further"));
        Assert.Null(await bench.GetAsync("/api/v1/namespaces/shop/secrets/unrelated"));
        var created = bench.Cluster.Requests.Where(one => one.Verb == "create").Select(one => one.Resource).ToList();
        Assert.Equal(["namespaces", "secrets", "secrets"], created.Where(one => one != "serviceaccounts").Take(3));
        Assert.Equal("deployments", created[^1]);
        Assert.Empty(Dangling(await bench.PlanAsync(WithReferences)));
    }

    [Fact]
    public async Task What_is_there_is_never_touched_and_told_where_it_differs()
    {
        await using var bench = await ImportBench.StartAsync();
        var other = Secret("shop", "db");
        other["data"]!["password"] = "b3RoZXI=";
        bench.Cluster.Load([Namespace("shop"), other, Secret("shop", "pull")]);
        await bench.SaveAsync([Secret("shop", "db"), Secret("shop", "pull")], Release(Web));

        var plan = await bench.PlanAsync(WithReferences);
        await bench.RunAsync(plan, retries: null);

        Assert.Equal(
            [
                "Secret shop/db none it is there, differs from the saved one and stays as it is",
                "Secret shop/pull none ",
            ],
            plan.References.Select(step => $"{step.Name} {step.Action} {string.Join(", ", step.Notes)}")
        );
        var db = await bench.GetAsync("/api/v1/namespaces/shop/secrets/db");
        Assert.Equal("b3RoZXI=", (string?)db!["data"]!["password"]);
    }

    [Fact]
    public async Task What_appears_between_plan_and_import_is_not_touched_either()
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync([Secret("shop", "db")], Release(Web));
        var plan = await bench.PlanAsync(WithReferences);
        var other = Secret("shop", "db");
        other["data"]!["password"] = "b3RoZXI=";
        bench.Cluster.Load([Namespace("shop"), other]);

        var result = Assert.Single(await bench.RunAsync(plan, retries: null));

        Assert.Equal(ReleaseImportOutcome.Restored, result.Outcome);
        var db = await bench.GetAsync("/api/v1/namespaces/shop/secrets/db");
        Assert.Equal("b3RoZXI=", (string?)db!["data"]!["password"]);
    }

    [Fact]
    public async Task It_follows_the_releases_of_its_namespace_and_only_those_that_are_selected_need_it()
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(
            [Secret("shop", "db"), Secret("blog", "db"), Secret("shop", "pull"), Secret("blog", "pull")],
            Release(Web),
            new SavedReleaseBuilder("blog", "web").Revision(1, "deployed", Web)
        );

        var plan = await bench.PlanAsync(WithReferences with { Namespaces = ["shop"], TargetNamespace = "store" });
        await bench.RunAsync(plan, retries: null);

        Assert.Equal(["Secret store/db", "Secret store/pull"], plan.References.Select(step => step.Name));
        var db = await bench.GetAsync("/api/v1/namespaces/store/secrets/db");
        Assert.Equal("store", (string?)db!["metadata"]!["namespace"]);
        Assert.Null(await bench.GetAsync("/api/v1/namespaces/shop"));
    }

    [Fact]
    public async Task A_failure_fails_the_releases_that_need_it_and_no_others()
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(
            [Account("shop", "runner")],
            Release(Web),
            new SavedReleaseBuilder("shop", "free").Revision(1, "deployed", ImportTests.ConfigMap("one"))
        );
        bench.Cluster.Faults.Forbid(request => request is { Verb: "create", Resource: "serviceaccounts" });

        var results = await bench.RunAsync(await bench.PlanAsync(WithReferences), retries: null);

        Assert.Equal(
            [("free", ReleaseImportOutcome.Restored), ("web", ReleaseImportOutcome.Failed)],
            results
                .OrderBy(result => result.Name, StringComparer.Ordinal)
                .Select(result => (result.Name, result.Outcome))
        );
        var failed = results.Single(result => result.Name == "web");
        Assert.StartsWith(
            "Release shop/web needs ServiceAccount shop/runner, which failed: ",
            failed.Message,
            StringComparison.Ordinal
        );
        Assert.Null(await bench.GetAsync("/apis/apps/v1/namespaces/shop/deployments/web"));
    }

    [Fact]
    public async Task What_may_not_be_read_is_told_and_not_taken_for_missing()
    {
        await using var bench = await ImportBench.StartAsync();
        bench.Cluster.Load([Namespace("shop"), Secret("shop", "pull")]);
        await bench.SaveAsync(Release(Web));
        bench.Cluster.Faults.Forbid(request => request is { Resource: "secrets", Name: "db" });

        var release = Assert.Single((await bench.PlanAsync()).Releases);

        Assert.DoesNotContain(release.DanglingReferences, text => text.StartsWith("Secret", StringComparison.Ordinal));
        Assert.Contains(
            "Secret shop/db, to which Deployment web refers, may not be read: nobody knows whether it is there",
            release.Warnings
        );
    }

    [Fact]
    public async Task A_namespace_that_only_a_release_brings_is_no_place_for_it_yet()
    {
        await using var bench = await ImportBench.StartAsync();
        const string Manifest = """
            apiVersion: v1
            kind: Namespace
            metadata: {name: apps}
            ---
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: runner, namespace: apps}
            imagePullSecrets: [{name: pull}]
            """;
        await bench.SaveAsync([Secret("apps", "pull")], Release(Manifest));

        var plan = await bench.PlanAsync(WithReferences);

        const string Why = "it is saved, but namespace apps is not there before the releases come";
        Assert.Equal([$"Secret apps/pull (ServiceAccount runner): {Why}"], Dangling(plan));
        Assert.Equal("missing", Assert.Single(plan.References).Action);
    }

    private static IReadOnlyList<string> Dangling(ReleaseImportPlan plan) =>
        [.. plan.Releases.SelectMany(release => release.DanglingReferences)];

    private static SavedReleaseBuilder Release(string manifest) =>
        new SavedReleaseBuilder("shop", "web").Revision(1, "deployed", manifest);

    private static JsonObject Namespace(string name) =>
        new()
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Namespace",
            ["metadata"] = new JsonObject { ["name"] = name },
        };

    private static JsonObject Secret(string ns, string name) =>
        new()
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Secret",
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = ns },
            ["type"] = "example.com/login",
            ["data"] = new JsonObject { ["user"] = "YWRtaW4=", ["password"] = "czNjcjN0" },
        };

    private static JsonObject Account(string ns, string name) =>
        new()
        {
            ["apiVersion"] = "v1",
            ["kind"] = "ServiceAccount",
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = ns },
            ["imagePullSecrets"] = new JsonArray(new JsonObject { ["name"] = "further" }),
        };
}
