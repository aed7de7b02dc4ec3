using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ReleaseManager.Core.Releases;
using ReleaseManager.Core.State;
using ReleaseManager.Core.Tests.Import;
using Xunit;

namespace ReleaseManager.Core.Tests.Export;

/// <summary>The definitions that releases stand on are saved with them, and no others.</summary>
public sealed class CapturedDefinitionTests
{
    // Go's reader of times takes no escaped plus sign.
    private static readonly JsonSerializerOptions AsGo = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("---\napiVersion: example.com/v1\nkind: Widget\nmetadata:\n  name: it\n")]
    [InlineData("---\n\"apiVersion\": example.com/v1\nkind: \"Widget\"\nmetadata: {name: it}\n")]
    [InlineData("---\n{\"apiVersion\": \"example.com/v1\", \"kind\": \"Widget\", \"metadata\": {\"name\": \"it\"}}\n")]
    [InlineData(
        "---\napiVersion: v1\nkind: List\nitems:\n- apiVersion: example.com/v1\n  kind: Widget\n  metadata:\n    name: it\n"
    )]
    [InlineData("---\r\napiVersion: example.com/v1 # ours\r\nkind: Widget\r\nmetadata:\r\n  name: it\r\n")]
    [InlineData(
        "---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n---\napiVersion: example.com/v2\nkind: Widget\nmetadata:\n  generateName: it-\n"
    )]
    public async Task A_definition_that_serves_a_kind_of_a_manifest_is_saved(string manifest)
    {
        await using var bench = await FilledAsync();
        await bench.Helm.InstallAsync("shop", "user", manifest: manifest);
        var result = await bench.ExportAsync();
        Assert.Equal(["widgets.example.com"], await NamesAsync(bench));
        Assert.Empty(result.Warnings);
    }

    [Fact]
    public async Task A_definition_that_serves_a_kind_of_a_hook_is_saved()
    {
        await using var bench = await FilledAsync();
        var hook = SavedReleaseBuilder.Hook("pre-install", "it", Definitions.Use("example.com/v1", "Widget"));
        bench.Cluster.Load(
            new SavedReleaseBuilder("shop", "hooked").Revision(1, "deployed", "", new JsonArray(hook)).ToObjects()
        );
        await bench.ExportAsync();
        Assert.Equal(["widgets.example.com"], await NamesAsync(bench));
    }

    [Theory]
    [InlineData(
        "crds/widgets.yaml",
        "kind: CustomResourceDefinition\napiVersion: apiextensions.k8s.io/v1\nmetadata:\n  name: widgets.example.com\n",
        true
    )]
    [InlineData(
        "crds/all.yml",
        "# two\n---\napiVersion: v1\nkind: X\n---\napiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: widgets.example.com}\n",
        true
    )]
    [InlineData(
        "crds/w.json",
        "{\"apiVersion\":\"apiextensions.k8s.io/v1beta1\",\"kind\":\"CustomResourceDefinition\",\"metadata\":{\"name\":\"widgets.example.com\"}}",
        true
    )]
    [InlineData("crds/broken.yaml", "a: [b\n", false)]
    [InlineData(
        "docs/widgets.yaml",
        "kind: CustomResourceDefinition\napiVersion: apiextensions.k8s.io/v1\nmetadata:\n  name: widgets.example.com\n",
        false
    )]
    public async Task A_definition_of_the_charts_own_crds_folder_is_saved(string path, string content, bool saved)
    {
        await using var bench = await FilledAsync();
        var record = HelmStorage.Record("shop", "bringer", 1);
        var value = record["data"]!["release"]!.Deserialize<byte[]>()!;
        var body = JsonNode.Parse(RecordCodec.Decode(value, DecodeLimits.Default))!.AsObject();
        body["chart"]!["files"] = new JsonArray(
            new JsonObject { ["name"] = path, ["data"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(content)) }
        );
        bench.Cluster.Load([
            HelmStorage.WithValue(record, RecordCodec.Encode(Encoding.UTF8.GetBytes(body.ToJsonString(AsGo)))),
        ]);

        var result = await bench.ExportAsync();

        Assert.Empty(result.Problems);
        Assert.Equal(saved ? ["widgets.example.com"] : [], await NamesAsync(bench));
    }

    [Theory]
    [InlineData("helm", false, true)]
    [InlineData("Helm", false, true)]
    [InlineData("helm", true, false)]
    [InlineData("kubectl", false, false)]
    [InlineData("helm-controller", false, false)]
    public async Task A_definition_that_helm_made_without_a_stamp_is_saved(string manager, bool stamped, bool saved)
    {
        await using var bench = await FilledAsync();
        await bench.Helm.InstallAsync("shop", "plain");
        var definition = Definitions.Of("gears.example.org", "Gear", manager);
        if (stamped)
        {
            definition["metadata"]!["annotations"] = new JsonObject { ["meta.helm.sh/release-name"] = "plain" };
        }

        bench.Cluster.Load([definition]);
        await bench.ExportAsync();
        Assert.Equal(saved ? ["gears.example.org"] : [], await NamesAsync(bench));
    }

    [Fact]
    public async Task A_definition_is_saved_without_what_the_server_filled_in_and_read_once()
    {
        await using var bench = await UsingAsync();
        await bench.ExportAsync();
        var captured = Assert.Single(
            (await bench.SnapshotAsync()).Resources,
            each => each.Kind == CapturedResource.Crd
        );
        var saved = await bench.State.ReadResourceAsync(captured.Hash, Stop);
        Assert.Equal("CustomResourceDefinition", saved["kind"]!.ToString());
        Assert.Equal("Widget", saved["spec"]!["names"]!["kind"]!.ToString());
        Assert.Equal(["name"], saved["metadata"]!.AsObject().Select(member => member.Key));
        Assert.Null(saved["status"]);

        bench.Cluster.ClearRequests();
        Assert.False((await bench.ExportAsync()).Written);
        Assert.DoesNotContain(
            bench.Cluster.Requests,
            request => request is { Resource: "customresourcedefinitions", Verb: "get" }
        );
    }

    [Fact]
    public async Task A_definition_that_discovery_does_not_tell_of_is_found_by_its_group()
    {
        await using var bench = await UsingAsync();
        bench.Cluster.Faults.Fail(int.MaxValue, 503, request => request.Path == "/apis/example.com/v1");
        await bench.ExportAsync();
        Assert.Equal(["widgets.example.com"], await NamesAsync(bench));
    }

    [Fact]
    public async Task A_definition_that_the_cluster_lost_is_kept_while_releases_need_it()
    {
        await using var bench = await UsingAsync();
        await bench.ExportAsync();
        await bench.Helm.DeleteAsync("apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.example.com");

        var result = await bench.ExportAsync();
        Assert.False(result.Written);
        Assert.Contains("widgets.example.com is gone", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.Equal(["widgets.example.com"], await NamesAsync(bench));

        await bench.Helm.DeleteAsync("shop", "user", 1);
        await bench.Helm.InstallAsync("shop", "plain");
        Assert.Empty((await bench.ExportAsync()).Warnings);
        Assert.Empty(await NamesAsync(bench));
    }

    [Fact]
    public async Task A_lost_definition_whose_saved_form_is_damaged_stops_no_export()
    {
        await using var bench = await UsingAsync();
        await bench.ExportAsync();
        var hash = (await bench.SnapshotAsync()).Resources.Single(each => each.Kind == CapturedResource.Crd).Hash;
        bench.Backend.Put(StateLayout.Resource(hash), "damage"u8);
        await bench.Helm.DeleteAsync("apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.example.com");

        var result = await bench.ExportAsync();

        Assert.True(result.Written);
        Assert.Contains("damaged", Assert.Single(result.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Definitions_that_may_not_be_listed_are_told_and_those_saved_are_kept()
    {
        await using var bench = await UsingAsync();
        await bench.ExportAsync();
        bench.Cluster.Faults.Forbid(request => request.Resource == "customresourcedefinitions");

        var later = await bench.ExportAsync();
        Assert.False(later.Written);
        Assert.Contains("may not be listed", Assert.Single(later.Warnings), StringComparison.Ordinal);

        var first = await bench.ExportAsync(to: new Contracts.Backends.MemoryBackend());
        Assert.Contains("may not be listed", Assert.Single(first.Warnings), StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<string>> NamesAsync(ExportBench bench) =>
        [
            .. (await bench.SnapshotAsync())
                .Resources.Where(each => each.Kind == CapturedResource.Crd)
                .Select(e => e.Name),
        ];

    /// <summary>Two definitions, of which releases are to use the first.</summary>
    private static async Task<ExportBench> FilledAsync()
    {
        var bench = await ExportBench.StartAsync();
        bench.Helm.AddNamespace("shop");
        bench.Cluster.Load([
            Definitions.Of("widgets.example.com", "Widget"),
            Definitions.Of("cogs.example.com", "Cog"),
        ]);
        return bench;
    }

    private static async Task<ExportBench> UsingAsync()
    {
        var bench = await FilledAsync();
        await bench.Helm.InstallAsync("shop", "user", manifest: Definitions.Use("example.com/v1", "Widget"));
        return bench;
    }
}
