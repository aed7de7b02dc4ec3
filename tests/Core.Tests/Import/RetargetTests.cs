using System.Text.Json.Nodes;
using ReleaseManager.Core.Import;
using Xunit;

namespace ReleaseManager.Core.Tests.Import;

/// <summary>Releases that come back in other namespaces: what is structure follows, what is text is told.</summary>
public sealed class RetargetTests
{
    private const string Manifest = """
        ---
        # Source: plain/templates/account.yaml
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: web, namespace: shop}
        ---
        # Source: plain/templates/settings.yaml
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: settings, labels: {app: shop}}
        data: {url: "http://db.shop.svc:5432", other: "shopping shop-2"}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata: {name: web-reader}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
        subjects:
        - {kind: ServiceAccount, name: web, namespace: shop}
        - {kind: ServiceAccount, name: other, namespace: elsewhere}
        - {kind: Group, apiGroup: rbac.authorization.k8s.io, name: "system:serviceaccounts:shop"}
        - {kind: User, apiGroup: rbac.authorization.k8s.io, name: "system:serviceaccount:shop:web"}
        ---
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingWebhookConfiguration
        metadata: {name: web-check}
        webhooks:
        - name: check.example.com
          admissionReviewVersions: [v1]
          sideEffects: None
          failurePolicy: Ignore
          clientConfig: {service: {name: web, namespace: shop}}
        """;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_names_the_namespace_by_its_structure_follows_in_the_cluster_and_in_all_records()
    {
        await using var bench = await ImportBench.StartAsync();
        var hooks = new JsonArray(
            SavedReleaseBuilder.Hook(
                "pre-delete",
                "bye",
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: bye, namespace: shop}\n"
            )
        );
        await bench.SaveAsync(
            new SavedReleaseBuilder("shop", "web")
                .Revision(1, "superseded", Manifest, hooks)
                .Revision(2, "deployed", Manifest, hooks)
        );

        var plan = await bench.PlanAsync(new ImportOptions { TargetNamespace = "store" });
        var result = Assert.Single(await bench.RunAsync(plan, retries: null));

        Assert.Equal((ReleaseImportOutcome.Restored, "store"), (result.Outcome, result.Namespace));
        Assert.Equal("shop", Assert.Single(plan.Releases).SourceNamespace);
        Assert.Null(await bench.GetAsync("/api/v1/namespaces/shop"));
        var account = await bench.GetAsync("/api/v1/namespaces/store/serviceaccounts/web");
        Assert.Equal("store", (string?)account!["metadata"]!["annotations"]!["meta.helm.sh/release-namespace"]);
        var binding = await bench.GetAsync("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/web-reader");
        Assert.Equal(
            ["store", "elsewhere", "system:serviceaccounts:store", "system:serviceaccount:store:web"],
            binding!["subjects"]!.AsArray().Select(one => (string?)one!["namespace"] ?? (string?)one["name"])
        );
        var webhooks = await bench.GetAsync(
            "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/web-check"
        );
        Assert.Equal("store", (string?)webhooks!["webhooks"]![0]!["clientConfig"]!["service"]!["namespace"]);
        foreach (var revision in (int[])[1, 2])
        {
            var record = await bench.GetAsync($"/api/v1/namespaces/store/secrets/sh.helm.release.v1.web.v{revision}");
            var release = ImportTests.Decode(record!);
            Assert.Equal("store", release.Namespace);
            Assert.Equal(
                ["store"],
                Core.Releases.Manifest.Parse(release.Hooks[0].Manifest).Select(item => item.Namespace)
            );
            Assert.DoesNotContain("namespace: shop", release.Manifest, StringComparison.Ordinal);
            Assert.Contains(
                "metadata: {name: settings, labels: {app: shop}}",
                release.Manifest,
                StringComparison.Ordinal
            );
        }
    }

    [Fact]
    public async Task What_is_text_is_told_and_left()
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(new SavedReleaseBuilder("shop", "web").Revision(1, "deployed", Manifest));

        var plan = await bench.PlanAsync(new ImportOptions { TargetNamespace = "store" });

        Assert.Equal(
            ["ConfigMap settings: /data/url names shop", "ConfigMap settings: /data/other names shop"],
            Assert.Single(plan.Releases).Mentions
        );
    }

    [Fact]
    public async Task What_a_secret_says_is_read_too()
    {
        await using var bench = await ImportBench.StartAsync();
        var dsn = Convert.ToBase64String("postgres://db.shop.svc/"u8);
        await bench.SaveAsync(
            new SavedReleaseBuilder("shop", "web").Revision(
                1,
                "deployed",
                $"apiVersion: v1\nkind: Secret\nmetadata: {{name: web}}\ndata: {{dsn: {dsn}, token: c2hvcHBpbmc=, odd: shop}}\n"
            )
        );

        var plan = await bench.PlanAsync(new ImportOptions { TargetNamespace = "store" });

        Assert.Equal(["Secret web: /data/dsn names shop"], Assert.Single(plan.Releases).Mentions);
    }

    [Fact]
    public async Task An_unreadable_highest_record_holds_up_nothing_here_either()
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(
            new SavedReleaseBuilder("shop", "web")
                .Revision(1, "deployed", ImportTests.ConfigMap("web"))
                .Raw(2, "failed", "bm90IGEgcmVjb3Jk"u8.ToArray())
        );

        var result = Assert.Single(await bench.ImportAsync(Map(("shop", "store"))));

        Assert.Equal((ReleaseImportOutcome.Restored, "store"), (result.Outcome, result.Namespace));
        Assert.NotNull(await bench.GetAsync("/api/v1/namespaces/store/configmaps/web"));
    }

    [Fact]
    public async Task Several_namespaces_move_at_once_even_to_each_other()
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(
            new SavedReleaseBuilder("a", "one").Revision(1, "deployed", ImportTests.ConfigMap("one")),
            new SavedReleaseBuilder("b", "two").Revision(1, "deployed", ImportTests.ConfigMap("two")),
            new SavedReleaseBuilder("c", "three").Revision(1, "deployed", ImportTests.ConfigMap("three"))
        );

        var results = await bench.ImportAsync(Map(("a", "b"), ("b", "a")));

        Assert.Equal(
            ["a/two", "b/one", "c/three"],
            results.Select(result => $"{result.Namespace}/{result.Name}").Order(StringComparer.Ordinal)
        );
        Assert.NotNull(await bench.GetAsync("/api/v1/namespaces/a/configmaps/two"));
    }

    [Fact]
    public async Task A_release_that_moved_is_found_again_and_skipped()
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(new SavedReleaseBuilder("shop", "web").Revision(1, "deployed", Manifest));
        await bench.ImportAsync(Map(("shop", "store")));

        var again = Assert.Single(await bench.ImportAsync(Map(("shop", "store"))));

        Assert.Equal(ReleaseImportOutcome.Skipped, again.Outcome);
    }

    [Fact]
    public async Task Releases_that_would_meet_are_refused()
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(
            new SavedReleaseBuilder("a", "web").Revision(1, "deployed", ImportTests.ConfigMap("one")),
            new SavedReleaseBuilder("b", "web").Revision(1, "deployed", ImportTests.ConfigMap("two"))
        );

        var results = await bench.ImportAsync(Map(("a", "b")));

        Assert.All(results, result => Assert.Equal("ReleasesCollide", result.ErrorId));
        Assert.Empty(await bench.ListAsync("/api/v1/namespaces/b/secrets"));
    }

    [Fact]
    public async Task One_target_for_several_namespaces_is_refused()
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(
            new SavedReleaseBuilder("a", "one").Revision(1, "deployed", ImportTests.ConfigMap("one")),
            new SavedReleaseBuilder("b", "two").Revision(1, "deployed", ImportTests.ConfigMap("two"))
        );

        var error = await Assert.ThrowsAsync<ImportException>(() =>
            bench.PlanAsync(new ImportOptions { TargetNamespace = "c" })
        );

        Assert.Equal("TargetNamespaceAmbiguous", error.ErrorId);
    }

    [Theory]
    [InlineData("Shop")]
    [InlineData("a_b")]
    [InlineData("")]
    [InlineData("-a")]
    public async Task A_name_that_no_namespace_has_is_refused(string name)
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(new SavedReleaseBuilder("a", "one").Revision(1, "deployed", Manifest));

        var error = await Assert.ThrowsAsync<ImportException>(() =>
            bench.PlanAsync(new ImportOptions { TargetNamespace = name })
        );

        Assert.Equal("NamespaceNameInvalid", error.ErrorId);
    }

    [Theory]
    [InlineData(
        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: a.b}\nspec: text\n"
    )]
    [InlineData(
        "apiVersion: apiregistration.k8s.io/v1\nkind: APIService\nmetadata: {name: v1.b}\nspec: {service: text}\n"
    )]
    [InlineData("apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: a, labels: text}\nspec: text\n")]
    [InlineData(
        "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: a}\nspec: {volumeClaimTemplates: [text, {metadata: text}]}\n"
    )]
    [InlineData(
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: text\nsubjects: [text, {namespace: {}}]\n"
    )]
    [InlineData(
        "apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\nmetadata: {name: a}\nwebhooks: [text, {rules: [text, {resources: text}], clientConfig: text}]\n"
    )]
    public async Task An_object_that_is_not_built_as_its_kind_stops_nothing_but_its_release(string manifest)
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(
            new SavedReleaseBuilder("shop", "odd").Revision(1, "deployed", manifest),
            new SavedReleaseBuilder("shop", "web").Revision(1, "deployed", ImportTests.ConfigMap("web"))
        );
        var settings = Map(("shop", "store")) with
        {
            Modify = ObjectRuleFile.Parse("- {match: {labels: {a: b}}, merge: {spec: {a: b}}}", "rules.yaml"),
        };

        var results = await bench.ImportAsync(settings);

        Assert.Equal(ReleaseImportOutcome.Restored, results.Single(result => result.Name == "web").Outcome);
    }

    [Fact]
    public async Task The_new_namespace_gets_what_was_saved_of_the_old_one()
    {
        await using var bench = await ImportBench.StartAsync();
        var captured = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Namespace",
            ["metadata"] = new JsonObject
            {
                ["name"] = "shop",
                ["labels"] = new JsonObject { ["team"] = "blue", ["name"] = "shop" },
                ["annotations"] = new JsonObject { ["meta.helm.sh/release-namespace"] = "shop" },
            },
        };
        await bench.SaveAsync([captured], new SavedReleaseBuilder("shop", "web").Revision(1, "deployed", Manifest));

        await bench.ImportAsync(Map(("shop", "store")));

        var metadata = (await bench.GetAsync("/api/v1/namespaces/store"))!["metadata"]!;
        Assert.Equal("blue", (string?)metadata["labels"]!["team"]);
        Assert.Equal("store", (string?)metadata["labels"]!["name"]);
        Assert.Equal("store", (string?)metadata["annotations"]!["meta.helm.sh/release-namespace"]);
    }

    private static ReleaseImportSettings Map(params (string From, string To)[] map) =>
        new() { NamespaceMap = map.ToDictionary(pair => pair.From, pair => pair.To, StringComparer.Ordinal) };
}
