using System.Globalization;
using System.Text.Json.Nodes;
using ReleaseManager.Contracts;
using ReleaseManager.Core.Import;
using ReleaseManager.Core.Releases;
using ReleaseManager.Core.State;
using ReleaseManager.Sandbox;
using Xunit;

namespace ReleaseManager.Core.Tests.Import;

public sealed class ImportTests
{
    private const string Manifest = """
        ---
        # Source: plain/templates/settings.yaml
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: settings
        data:
          mode: "0755"
        ---
        # Source: plain/templates/role.yaml
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata:
          name: shop-reader
          namespace: nonsense
        rules: []
        """;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_release_comes_back_with_stamped_objects_and_untouched_records()
    {
        await using var bench = await ImportBench.StartAsync();
        var release = new SavedReleaseBuilder("shop", "web")
            .Revision(1, "superseded", Manifest)
            .Revision(2, "deployed", Manifest);
        await bench.SaveAsync(release);

        var result = Assert.Single(await bench.ImportAsync());

        Assert.Equal((ReleaseImportOutcome.Restored, null), (result.Outcome, result.Message));
        Assert.Equal((2, 2, "deployed"), (result.ObjectsCreated, result.RecordsRestored, result.Status));
        var settings = await bench.GetAsync("/api/v1/namespaces/shop/configmaps/settings");
        Assert.Equal("Helm", (string?)settings!["metadata"]!["labels"]!["app.kubernetes.io/managed-by"]);
        Assert.Equal("web", (string?)settings["metadata"]!["annotations"]!["meta.helm.sh/release-name"]);
        Assert.Equal("shop", (string?)settings["metadata"]!["annotations"]!["meta.helm.sh/release-namespace"]);
        Assert.NotNull(await bench.GetAsync("/apis/rbac.authorization.k8s.io/v1/clusterroles/shop-reader"));
        await AssertRecordsAsync(bench, "shop");
    }

    [Theory]
    [InlineData("pending-install")]
    [InlineData("pending-upgrade")]
    [InlineData("pending-rollback")]
    [InlineData("uninstalling")]
    public async Task A_revision_that_was_under_way_comes_back_as_failed_with_the_reason(string status)
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(
            new SavedReleaseBuilder("shop", "web").Revision(1, "deployed", Manifest).Revision(2, status, Manifest)
        );

        var result = Assert.Single(await bench.ImportAsync());

        Assert.Equal((ReleaseImportOutcome.Restored, "failed"), (result.Outcome, result.Status));
        var record = await bench.GetAsync("/api/v1/namespaces/shop/secrets/sh.helm.release.v1.web.v2");
        Assert.Equal("failed", (string?)record!["metadata"]!["labels"]!["status"]);
        var body = Decode(record);
        Assert.Equal("failed", body.Status);
        Assert.Contains(status, body.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Objects_are_those_of_the_highest_deployed_revision_not_of_a_failed_upgrade_after_it()
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(
            new SavedReleaseBuilder("shop", "web")
                .Revision(1, "deployed", ConfigMap("good"))
                .Revision(2, "failed", ConfigMap("bad"))
        );

        await bench.ImportAsync();

        Assert.NotNull(await bench.GetAsync("/api/v1/namespaces/shop/configmaps/good"));
        Assert.Null(await bench.GetAsync("/api/v1/namespaces/shop/configmaps/bad"));
        await AssertRecordsAsync(bench, "shop");
    }

    [Fact]
    public async Task A_failed_rollback_leaves_the_highest_superseded_revision_as_the_base()
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(
            new SavedReleaseBuilder("shop", "web")
                .Revision(1, "superseded", ConfigMap("one"))
                .Revision(2, "superseded", ConfigMap("two"))
                .Revision(3, "failed", ConfigMap("three"))
        );

        await bench.ImportAsync();

        Assert.NotNull(await bench.GetAsync("/api/v1/namespaces/shop/configmaps/two"));
        Assert.Equal(3, (await bench.ListAsync("/api/v1/namespaces/shop/secrets")).Count);
    }

    [Fact]
    public async Task A_release_that_never_ran_comes_back_as_records_alone()
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(new SavedReleaseBuilder("shop", "web").Revision(1, "uninstalled", Manifest));

        var result = Assert.Single(await bench.ImportAsync());

        Assert.Equal((ReleaseImportAction.RecordsOnly, ReleaseImportOutcome.Restored), (result.Action, result.Outcome));
        Assert.Null(await bench.GetAsync("/api/v1/namespaces/shop/configmaps/settings"));
        await AssertRecordsAsync(bench, "shop");
    }

    [Theory]
    [InlineData("superseded")]
    [InlineData("deployed")]
    public async Task Of_an_uninstalled_release_only_the_records_come_back_whatever_older_ones_say(string older)
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(
            new SavedReleaseBuilder("shop", "web").Revision(1, older, Manifest).Revision(2, "uninstalled", Manifest)
        );

        var result = Assert.Single(await bench.ImportAsync());

        Assert.Equal((ReleaseImportAction.RecordsOnly, 0), (result.Action, result.ObjectsCreated));
        Assert.Null(await bench.GetAsync("/api/v1/namespaces/shop/configmaps/settings"));
        await AssertRecordsAsync(bench, "shop");
    }

    [Fact]
    public async Task What_was_to_be_uninstalled_and_is_still_there_comes_back_not_what_it_had_replaced()
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(
            new SavedReleaseBuilder("shop", "web")
                .Revision(1, "superseded", Manifest.Replace("settings", "older", StringComparison.Ordinal))
                .Revision(2, "uninstalling", Manifest)
        );

        var result = Assert.Single(await bench.ImportAsync());

        Assert.Equal((ReleaseImportOutcome.Restored, "failed"), (result.Outcome, result.Status));
        Assert.NotNull(await bench.GetAsync("/api/v1/namespaces/shop/configmaps/settings"));
        Assert.Null(await bench.GetAsync("/api/v1/namespaces/shop/configmaps/older"));
    }

    [Fact]
    public async Task A_status_label_that_says_something_else_than_the_record_comes_back_as_it_was()
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(
            new SavedReleaseBuilder("shop", "web")
                .Revision(1, "superseded", Manifest)
                .Labelled("deployed")
                .Revision(2, "deployed", Manifest)
                .Labelled("superseded")
        );

        await bench.ImportAsync();

        await AssertRecordsAsync(bench, "shop");
    }

    [Fact]
    public async Task Records_kept_in_config_maps_come_back_as_config_maps()
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(
            new SavedReleaseBuilder("shop", "web", ListingEntry.DriverConfigMap).Revision(1, "deployed", Manifest)
        );

        await bench.ImportAsync();

        var record = await bench.GetAsync("/api/v1/namespaces/shop/configmaps/sh.helm.release.v1.web.v1");
        Assert.Equal(
            "web",
            Release.Parse(RecordCodec.Decode(Value(record!), DecodeLimits.Default), DecodeLimits.Default).Name
        );
    }

    [Fact]
    public async Task An_unreadable_highest_record_comes_back_as_it_was_and_holds_up_nothing()
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(
            new SavedReleaseBuilder("shop", "web")
                .Revision(1, "deployed", Manifest)
                .Raw(2, "failed", "bm90IGEgcmVsZWFzZQ=="u8.ToArray())
        );

        var result = Assert.Single(await bench.ImportAsync());

        Assert.Equal((ReleaseImportOutcome.Restored, null), (result.Outcome, result.Message));
        await AssertRecordsAsync(bench, "shop");
    }

    [Fact]
    public async Task An_unreadable_base_refuses_its_release_alone()
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(
            new SavedReleaseBuilder("shop", "broken").Raw(1, "deployed", "bm90IGEgcmVsZWFzZQ=="u8.ToArray()),
            new SavedReleaseBuilder("shop", "web").Revision(1, "deployed", Manifest)
        );

        var results = await bench.ImportAsync();

        Assert.Equal(ReleaseImportOutcome.Refused, results.Single(result => result.Name == "broken").Outcome);
        Assert.Equal(ReleaseImportOutcome.Restored, results.Single(result => result.Name == "web").Outcome);
    }

    [Fact]
    public async Task A_second_import_finds_everything_there_and_writes_nothing()
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(
            new SavedReleaseBuilder("shop", "web").Revision(1, "superseded", Manifest).Revision(2, "deployed", Manifest)
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
            .Revision(1, "superseded", Manifest)
            .Revision(2, "deployed", ConfigMap("newer"));
        await target.SaveAsync(newer);
        await target.ImportAsync();
        await using var older = await ImportBench.StartAsync();
        var bench = older.WithClusterOf(target);
        await bench.SaveAsync(new SavedReleaseBuilder("shop", "web").Revision(1, "deployed", Manifest));

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
            new SavedReleaseBuilder("shop", "web").Revision(1, "superseded", Manifest).Revision(2, "deployed", Manifest)
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
            new SavedReleaseBuilder("shop", "web", ListingEntry.DriverConfigMap).Revision(1, "deployed", Manifest)
        );
        await target.ImportAsync();
        await using var saved = await ImportBench.StartAsync();
        var bench = saved.WithClusterOf(target);
        await bench.SaveAsync(new SavedReleaseBuilder("shop", "web").Revision(1, "deployed", Manifest));

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
        await bench.SaveAsync(new SavedReleaseBuilder("shop", "web").Revision(1, "deployed", Manifest));

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
        await bench.SaveAsync(new SavedReleaseBuilder("shop", "web").Revision(1, "deployed", Manifest));

        var result = Assert.Single(await bench.ImportAsync());

        Assert.Equal((1, 1), (result.ObjectsCreated, result.ObjectsChanged));
        var settings = await bench.GetAsync("/api/v1/namespaces/shop/configmaps/settings");
        Assert.Equal("0755", (string?)settings!["data"]!["mode"]);
    }

    [Fact]
    public async Task A_kind_that_the_cluster_does_not_serve_is_refused_by_name_before_anything_is_written()
    {
        await using var bench = await ImportBench.StartAsync();
        var manifest = "apiVersion: acme.example/v1\nkind: Widget\nmetadata:\n  name: w\n";
        await bench.SaveAsync(new SavedReleaseBuilder("shop", "web").Revision(1, "deployed", manifest));

        var result = Assert.Single(await bench.ImportAsync());

        Assert.Equal((ReleaseImportOutcome.Refused, "KindNotServed"), (result.Outcome, result.ErrorId));
        Assert.Contains("acme.example/v1 Widget", result.Message, StringComparison.Ordinal);
        Assert.Null(await bench.GetAsync("/api/v1/namespaces/shop"));
    }

    [Fact]
    public async Task Missing_namespaces_come_with_their_metadata_and_present_ones_keep_theirs()
    {
        await using var bench = await ImportBench.StartAsync();
        var present = Named("Namespace", "there");
        present["metadata"]!["labels"] = new JsonObject { ["team"] = "green" };
        await bench.PostAsync("/api/v1/namespaces", present);
        await bench.SaveAsync(
            [Space("there"), Space("new")],
            new SavedReleaseBuilder("there", "a").Revision(1, "deployed", ConfigMap("a")),
            new SavedReleaseBuilder("new", "b").Revision(1, "deployed", ConfigMap("b"))
        );

        var plan = await bench.PlanAsync();
        await bench.RunAsync(plan, retries: null);

        Assert.Equal(
            ["new create", "there add metadata"],
            plan.Namespaces.Select(step => $"{step.Name} {step.Action}")
        );
        Assert.Contains("label team", Assert.Single(plan.Namespaces[1].Notes), StringComparison.Ordinal);
        var created = await bench.GetAsync("/api/v1/namespaces/new");
        Assert.Equal("blue", (string?)created!["metadata"]!["labels"]!["team"]);
        var kept = await bench.GetAsync("/api/v1/namespaces/there");
        Assert.Equal("green", (string?)kept!["metadata"]!["labels"]!["team"]);
        Assert.Equal("me", (string?)kept["metadata"]!["annotations"]!["owner"]);
        Assert.DoesNotContain(
            kept["metadata"]!["managedFields"]!.AsArray(),
            entry => (string?)entry!["manager"] == "helm"
        );

        static JsonObject Space(string name)
        {
            var space = Named("Namespace", name);
            space["metadata"]!["labels"] = new JsonObject { ["team"] = "blue" };
            space["metadata"]!["annotations"] = new JsonObject { ["owner"] = "me" };
            return space;
        }
    }

    [Fact]
    public async Task Namespaces_that_may_not_be_created_refuse_their_releases()
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(new SavedReleaseBuilder("shop", "web").Revision(1, "deployed", Manifest));

        var result = Assert.Single(await bench.ImportAsync(new ReleaseImportSettings { CreateNamespaces = false }));

        Assert.Equal("NamespaceMissing", result.ErrorId);
    }

    [Fact]
    public async Task Captured_crds_come_first_and_releases_that_bring_kinds_come_before_those_that_use_them()
    {
        await using var bench = await ImportBench.StartAsync();
        var widget = Crd("Widget", "widgets");
        var gadget = Crd("Gadget", "gadgets");
        await bench.SaveAsync(
            [widget],
            new SavedReleaseBuilder("shop", "a-user").Revision(
                1,
                "deployed",
                Custom("Widget", "w") + "---\n" + Custom("Gadget", "g"),
                needs: ["Widget.acme.example", "Gadget.acme.example"]
            ),
            new SavedReleaseBuilder("shop", "z-provider").Revision(1, "deployed", gadget.ToJsonString())
        );

        var plan = await bench.PlanAsync();
        var results = await bench.RunAsync(plan, retries: null);

        Assert.Equal(["secret/shop/z-provider"], plan.Releases.Single(release => release.Name == "a-user").After);
        Assert.Equal([], results.Select(result => result.Message).OfType<string>());
        Assert.NotNull(await bench.GetAsync("/apis/acme.example/v1/namespaces/shop/widgets/w"));
        Assert.NotNull(await bench.GetAsync("/apis/acme.example/v1/namespaces/shop/gadgets/g"));
        var crd = await bench.GetAsync("/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.acme.example");
        Assert.Null(crd!["metadata"]!["annotations"]?["meta.helm.sh/release-name"]);
    }

    [Fact]
    public async Task A_record_of_server_side_apply_is_applied_and_what_apply_refuses_is_created()
    {
        await using var bench = await ImportBench.StartAsync();
        const string Repeated = """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: twice
            spec:
              selector: {matchLabels: {app: twice}}
              template:
                metadata: {labels: {app: twice}}
                spec:
                  containers:
                    - name: c
                      image: i
                      env:
                        - {name: A, value: "1"}
                        - {name: A, value: "2"}
            """;
        await bench.SaveAsync(
            new SavedReleaseBuilder("shop", "web").Revision(
                1,
                "deployed",
                ConfigMap("plain") + "---\n" + Repeated,
                applyMethod: "ssa"
            )
        );

        var result = Assert.Single(await bench.ImportAsync());

        Assert.Null(result.Message);
        var plain = await bench.GetAsync("/api/v1/namespaces/shop/configmaps/plain");
        var manager = Assert.Single(plain!["metadata"]!["managedFields"]!.AsArray())!;
        Assert.Equal(("helm", "Apply"), ((string?)manager["manager"], (string?)manager["operation"]));
        var twice = await bench.GetAsync("/apis/apps/v1/namespaces/shop/deployments/twice");
        Assert.Equal(2, twice!["spec"]!["template"]!["spec"]!["containers"]![0]!["env"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_plan_for_another_cluster_or_another_state_is_refused()
    {
        await using var one = await ImportBench.StartAsync();
        await using var two = await ImportBench.StartAsync();
        await one.SaveAsync(new SavedReleaseBuilder("shop", "web").Revision(1, "deployed", Manifest));
        await two.SaveAsync(new SavedReleaseBuilder("shop", "web").Revision(1, "deployed", Manifest));
        var plan = await one.PlanAsync();

        var state = await Assert.ThrowsAsync<ImportException>(() => two.RunAsync(plan, retries: null));
        var cluster = await Assert.ThrowsAsync<ImportException>(() =>
            one.WithClusterOf(two).RunAsync(plan, retries: null)
        );

        Assert.Equal(("PlanForOtherState", "PlanForOtherCluster"), (state.ErrorId, cluster.ErrorId));
    }

    [Fact]
    public async Task One_release_that_fails_holds_up_no_other_unless_asked_to()
    {
        foreach (var stopOnError in (bool[])[false, true])
        {
            await using var bench = await ImportBench.StartAsync();
            bench.Cluster.Faults.Forbid(request =>
                request.Method == "POST" && request.Path.Contains("namespaces/a/configmaps", StringComparison.Ordinal)
            );
            await bench.SaveAsync(
                new SavedReleaseBuilder("a", "one").Revision(1, "deployed", ConfigMap("x")),
                new SavedReleaseBuilder("b", "two").Revision(1, "deployed", ConfigMap("x"))
            );

            var results = await bench.ImportAsync(
                new ReleaseImportSettings { StopOnError = stopOnError, Parallelism = 1 }
            );

            var failed = results.Single(result => result.Name == "one");
            Assert.Equal(ReleaseImportOutcome.Failed, failed.Outcome);
            Assert.Contains("configmaps \"x\" in namespace \"a\"", failed.Message, StringComparison.Ordinal);
            Assert.Equal(
                stopOnError ? ReleaseImportOutcome.Stopped : ReleaseImportOutcome.Restored,
                results.Single(result => result.Name == "two").Outcome
            );
            var record = await bench.GetAsync("/api/v1/namespaces/a/secrets/sh.helm.release.v1.one.v1");
            Assert.Equal("failed", Decode(record!).Status);
            Assert.StartsWith("Release \"one\" failed:", Decode(record!).Description, StringComparison.Ordinal);
        }
    }

    internal static JsonObject Named(string kind, string name) =>
        new()
        {
            ["apiVersion"] = "v1",
            ["kind"] = kind,
            ["metadata"] = new JsonObject { ["name"] = name },
        };

    internal static string ConfigMap(string name) =>
        $"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {name}\ndata:\n  a: b\n";

    internal static Release Decode(JsonObject record) =>
        Release.Parse(RecordCodec.Decode(Value(record), DecodeLimits.Default), DecodeLimits.Default);

    internal static byte[] Value(JsonObject record)
    {
        var text = (string)record["data"]!["release"]!;
        return (string?)record["kind"] == "Secret"
            ? Convert.FromBase64String(text)
            : System.Text.Encoding.UTF8.GetBytes(text);
    }

    /// <summary>Every saved record stands in the cluster: name, labels, type and value as they were, and no mark of ours.</summary>
    internal static async Task AssertRecordsAsync(ImportBench bench, string ns)
    {
        var snapshot = await bench.State.RequireAsync(SnapshotSelector.Latest, Stop);
        await foreach (var entry in bench.State.ReadEntriesAsync(snapshot, Stop))
        {
            var record = await bench.GetAsync($"/api/v1/namespaces/{ns}/secrets/{entry.ObjectName}");
            Assert.NotNull(record);
            Assert.Equal(entry.Type, (string?)record["type"]);
            Assert.Equal(
                entry.Labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label}"),
                record["metadata"]!["labels"]!
                    .AsObject()
                    .OrderBy(label => label.Key, StringComparer.Ordinal)
                    .Select(label => string.Create(CultureInfo.InvariantCulture, $"[{label.Key}, {label.Value}]"))
            );
            Assert.Null(record["metadata"]!["annotations"]);
            Assert.Equal(await bench.State.ReadRecordAsync(entry, Stop), Value(record));
        }
    }

    private static string Custom(string kind, string name) =>
        $"apiVersion: acme.example/v1\nkind: {kind}\nmetadata:\n  name: {name}\n";

    private static JsonObject Crd(string kind, string plural) =>
        JsonNode
            .Parse(
                $$"""
                {
                  "apiVersion": "apiextensions.k8s.io/v1",
                  "kind": "CustomResourceDefinition",
                  "metadata": {"name": "{{plural}}.acme.example"},
                  "spec": {
                    "group": "acme.example",
                    "scope": "Namespaced",
                    "names": {"kind": "{{kind}}", "plural": "{{plural}}", "singular": "{{kind.ToLowerInvariant()}}", "listKind": "{{kind}}List" },
                    "versions": [{"name": "v1", "served": true, "storage": true, "schema": {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": true} } }]
                  }
                }
                """
            )!
            .AsObject();
}
