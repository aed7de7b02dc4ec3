using System.Text;
using System.Text.Json.Nodes;
using ReleaseManager.Core.Export;
using Xunit;

namespace ReleaseManager.Core.Tests.Export;

/// <summary>What releases refer to and no release owns is saved where that is asked for.</summary>
public sealed class CapturedReferenceTests
{
    private const string Manifest = """
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: own}
        ---
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
                - secretRef: {name: token}
                - secretRef: {name: made}
                - secretRef: {name: owned}
                - configMapRef: {name: own}
                - configMapRef: {name: absent}
        """;

    private static readonly ExportOptions WithReferences = new() { IncludeReferences = true };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_no_release_owns_is_saved_without_what_a_server_or_a_controller_gives()
    {
        await using var bench = await FilledAsync();

        var result = await bench.ExportAsync(WithReferences);

        Assert.Empty(result.Warnings);
        Assert.Equal(
            ["secret shop/db", "secret shop/further", "secret shop/pull", "serviceaccount shop/runner"],
            await ReferencesAsync(bench)
        );
        var db = await BodyAsync(bench, "shop/db");
        Assert.Equal(
            """{"apiVersion":"v1","data":{"password":"czNjcjN0","user":"YWRtaW4="},"kind":"Secret","metadata":{"labels":{"team":"blue"},"name":"db","namespace":"shop"},"type":"example.com/login"}""",
            db.ToJsonString()
        );
        var account = await BodyAsync(bench, "shop/runner");
        Assert.Null(account["secrets"]);
        Assert.Equal("further", (string?)account["imagePullSecrets"]![0]!["name"]);
        await bench.AssertCurrentAsync();
    }

    [Fact]
    public async Task Without_being_asked_nothing_is_saved_and_what_is_saved_stays()
    {
        await using var bench = await FilledAsync();
        await bench.ExportAsync();
        Assert.Empty(await ReferencesAsync(bench));

        await bench.ExportAsync(WithReferences);
        bench.Clock.Advance(TimeSpan.FromMinutes(1));
        await bench.Helm.InstallAsync("shop", "other");
        var later = await bench.ExportAsync();

        Assert.True(later.Written);
        Assert.Equal(4, (await ReferencesAsync(bench)).Count);
    }

    [Fact]
    public async Task An_unchanged_cluster_writes_no_snapshot_and_reads_no_record_again()
    {
        await using var bench = await FilledAsync();
        await bench.ExportAsync(WithReferences);
        bench.Cluster.ClearRequests();

        var again = await bench.ExportAsync(WithReferences);

        Assert.False(again.Changed);
        Assert.DoesNotContain(
            bench.BodyReads,
            request => request.Name?.StartsWith("sh.helm", StringComparison.Ordinal) == true
        );
        Assert.False((await bench.ExportAsync()).Changed);
    }

    [Fact]
    public async Task A_write_that_changes_nothing_writes_no_snapshot_and_a_change_does()
    {
        await using var bench = await FilledAsync();
        await bench.ExportAsync(WithReferences);
        await ReplaceAsync(bench, Body("db", "example.com/login", Labelled()));
        Assert.False((await bench.ExportAsync(WithReferences)).Changed);

        var other = Body("db", "example.com/login", Labelled());
        other["data"]!["password"] = "b3RoZXI=";
        await ReplaceAsync(bench, other);
        var changed = await bench.ExportAsync(WithReferences);

        Assert.True(changed.Written);
        Assert.Equal(0, changed.ChangedRevisions);
        Assert.Equal("b3RoZXI=", (string?)(await BodyAsync(bench, "shop/db"))["data"]!["password"]);
    }

    [Fact]
    public async Task The_first_time_that_it_is_asked_for_counts_no_revision_as_changed()
    {
        await using var bench = await FilledAsync();
        await bench.ExportAsync();

        var first = await bench.ExportAsync(WithReferences);

        Assert.True(first.Written);
        Assert.Equal((0, 0), (first.ChangedRevisions, first.NewRecords));
    }

    [Fact]
    public async Task A_filtered_export_keeps_what_other_releases_refer_to()
    {
        await using var bench = await FilledAsync();
        await bench.ExportAsync(WithReferences);
        await bench.Helm.InstallAsync("blog", "posts");

        await bench.ExportAsync(WithReferences with { Namespaces = ["blog"] });
        Assert.Equal(4, (await ReferencesAsync(bench)).Count);

        await bench.Helm.DeleteAsync("shop", "web", 1);
        await bench.ExportAsync(WithReferences);
        Assert.Empty(await ReferencesAsync(bench));
    }

    [Fact]
    public async Task What_may_not_be_read_or_is_gone_is_told_and_the_saved_one_is_kept()
    {
        await using var bench = await FilledAsync();
        bench.Cluster.Faults.Forbid(request => request is { Resource: "secrets", Name: "pull" });
        var first = await bench.ExportAsync(WithReferences);
        Assert.Equal(["Secret shop/pull may not be read: it is not saved."], first.Warnings);

        await bench.Helm.DeleteAsync("api/v1/namespaces/shop/secrets/db");
        var second = await bench.ExportAsync(WithReferences);

        Assert.Contains(
            "Secret shop/db is gone from the cluster though a release refers to it: the saved one is kept.",
            second.Warnings
        );
        Assert.False(second.Changed);
        Assert.Contains("secret shop/db", await ReferencesAsync(bench));
    }

    [Fact]
    public async Task Only_the_revision_in_force_counts()
    {
        await using var bench = await ExportBench.StartAsync();
        await bench.Helm.InstallAsync("shop", "web", manifest: Manifest);
        Secret(bench, "db", "Opaque", null);
        await bench.Helm.UpgradeAsync("shop", "web", from: 1);

        await bench.ExportAsync(WithReferences);

        Assert.Empty(await ReferencesAsync(bench));
    }

    private static async Task<ExportBench> FilledAsync()
    {
        var bench = await ExportBench.StartAsync();
        await bench.Helm.InstallAsync("shop", "web", manifest: Manifest);
        Secret(bench, "db", "example.com/login", Labelled());
        Secret(bench, "pull", "kubernetes.io/dockerconfigjson", null);
        Secret(bench, "further", "Opaque", new JsonObject { ["finalizers"] = new JsonArray("example.com/hold") });
        Secret(bench, "token", "kubernetes.io/service-account-token", null);
        Secret(
            bench,
            "made",
            "Opaque",
            new JsonObject
            {
                ["ownerReferences"] = new JsonArray(
                    new JsonObject
                    {
                        ["apiVersion"] = "example.com/v1",
                        ["kind"] = "SealedSecret",
                        ["name"] = "made",
                        ["uid"] = "1",
                        ["controller"] = true,
                    }
                ),
            }
        );
        Secret(
            bench,
            "owned",
            "Opaque",
            new JsonObject
            {
                ["labels"] = new JsonObject { ["app.kubernetes.io/managed-by"] = "Helm" },
                ["annotations"] = new JsonObject
                {
                    ["meta.helm.sh/release-name"] = "other",
                    ["meta.helm.sh/release-namespace"] = "shop",
                },
            }
        );
        bench.Cluster.Load([
            // As Helm made it before it put its stamp on objects.
            new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "ConfigMap",
                ["metadata"] = new JsonObject { ["name"] = "own", ["namespace"] = "shop" },
            },
            new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "ServiceAccount",
                ["metadata"] = new JsonObject { ["name"] = "runner", ["namespace"] = "shop" },
                ["secrets"] = new JsonArray(new JsonObject { ["name"] = "runner-token-x1y2z" }),
                ["imagePullSecrets"] = new JsonArray(new JsonObject { ["name"] = "further" }),
            },
        ]);
        return bench;
    }

    private static JsonObject Labelled() => new() { ["labels"] = new JsonObject { ["team"] = "blue" } };

    private static void Secret(ExportBench bench, string name, string type, JsonObject? metadata) =>
        bench.Cluster.Load([Body(name, type, metadata)]);

    private static JsonObject Body(string name, string type, JsonObject? metadata)
    {
        var all = metadata ?? [];
        all["name"] = name;
        all["namespace"] = "shop";
        all["annotations"] ??=
            type == "kubernetes.io/service-account-token"
                ? new JsonObject { ["kubernetes.io/service-account.name"] = "runner" }
                : null;
        return new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Secret",
            ["metadata"] = all,
            ["type"] = type,
            ["data"] =
                type == "kubernetes.io/dockerconfigjson"
                    ? new JsonObject { [".dockerconfigjson"] = "e30=" }
                    : new JsonObject { ["user"] = "YWRtaW4=", ["password"] = "czNjcjN0" },
        };
    }

    /// <summary>A Secret as somebody else writes it over the one that is there.</summary>
    private static async Task ReplaceAsync(ExportBench bench, JsonObject secret)
    {
        using var client = bench.Cluster.CreateClient();
        using var content = new StringContent(secret.ToJsonString(), Encoding.UTF8, "application/json");
        var path = $"api/v1/namespaces/shop/secrets/{secret["metadata"]!["name"]}";
        using var answer = await client.PutAsync(new Uri(path, UriKind.Relative), content, Stop);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
    }

    private static async Task<IReadOnlyList<string>> ReferencesAsync(ExportBench bench) =>
        [
            .. (await bench.SnapshotAsync())
                .Resources.Where(each => each.IsReference)
                .Select(each => $"{each.Kind} {each.Name}"),
        ];

    private static async Task<JsonObject> BodyAsync(ExportBench bench, string name) =>
        await bench.State.ReadResourceAsync(
            (await bench.SnapshotAsync()).Resources.Single(each => each.Name == name).Hash,
            Stop
        );
}
