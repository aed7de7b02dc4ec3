using System.Text;
using System.Text.Json.Nodes;
using ReleaseManager.Contracts;
using ReleaseManager.Core.Releases;
using Xunit;

namespace ReleaseManager.Cli.Tests;

/// <summary>The verbs on a folder that the tool before this product filled.</summary>
public sealed class OriginalLayoutTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task List_and_verify_show_what_could_be_recovered_and_what_not()
    {
        await using var stage = await StartAsync();

        var list = await stage.RunAsync("list", "local", "-o", "json");
        var snapshots = await stage.RunAsync("list", "local", "--snapshots", "-o", "json");
        var verify = await stage.RunAsync("verify", "local", "-o", "json");
        var values = await stage.RunAsync("get", "local", "values", "shop");

        Assert.Equal(["api", "shop"], list.Json.AsArray().Select(one => (string?)one!["name"]));
        Assert.Equal(1, (int)snapshots.Json[0]!["sequence"]!);
        Assert.Equal((0, 0), (verify.Code, values.Code));
        Assert.Contains("colour: green", values.Output, StringComparison.Ordinal);
        foreach (var outcome in (CliOutcome[])[list, snapshots])
        {
            Assert.Contains("warning: ", outcome.Errors, StringComparison.Ordinal);
            Assert.Contains("doubtful of: web/shop;", outcome.Errors, StringComparison.Ordinal);
        }

        Assert.Contains("note: web/shop: missing: revision 2;", verify.Errors, StringComparison.Ordinal);
        Assert.Equal(4, verify.Json["notes"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_release_of_Helm_2_is_an_error_of_verify_and_left_out_of_the_rest()
    {
        await using var stage = await StartAsync();
        byte[] protobuf = [0x0a, 6, .. "legacy"u8, 0x12, 0x20, .. new byte[32]];
        await File.WriteAllBytesAsync(Path.Combine(stage.State, "legacy-1-5.release"), protobuf, Stop);

        var verify = await stage.RunAsync("verify", "local");
        var plan = await stage.RunAsync("plan", "local", "-o", "json");

        Assert.Equal(5, verify.Code);
        Assert.Contains(
            "error: legacy-1-5.release: It is a release of Helm 2",
            verify.Errors,
            StringComparison.Ordinal
        );
        Assert.Equal(0, plan.Code);
        Assert.Equal(2, plan.Json["releases"]!.AsArray().Count);
        Assert.Contains(
            plan.Json["warnings"]!.AsArray(),
            one => ((string)one!).Contains("legacy-1-5.release", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Import_brings_it_back_and_says_of_each_release_what_is_missing()
    {
        await using var stage = await StartAsync();

        var plan = await stage.RunAsync("plan", "local", "-o", "json");
        var import = await stage.RunAsync("import", "local", "-o", "json");
        var again = await stage.RunAsync("import", "local", "-o", "json");

        Assert.True(import.Code == 0, import.ToString());
        Assert.All(import.Json.AsArray(), one => Assert.Equal("restored", (string?)one!["outcome"], ignoreCase: true));
        Assert.All(again.Json.AsArray(), one => Assert.Equal("skipped", (string?)one!["outcome"], ignoreCase: true));
        Assert.DoesNotContain("never exported whole", plan.Errors, StringComparison.Ordinal);
        Assert.Contains("read as one snapshot", plan.Errors, StringComparison.Ordinal);
        var shop = plan.Json["releases"]!.AsArray().Single(one => (string?)one!["name"] == "shop")!;
        Assert.Contains("missing: revision 2;", (string?)shop["warnings"]![0], StringComparison.Ordinal);
        using var http = stage.Cluster.CreateClient();
        var record = JsonNode.Parse(
            await http.GetStringAsync("api/v1/namespaces/web/secrets/sh.helm.release.v1.shop.v3", Stop)
        )!;
        var value = Convert.FromBase64String((string)record["data"]!["release"]!);
        Assert.Equal(
            await File.ReadAllBytesAsync(Path.Combine(stage.State, "shop-3-12.release"), Stop),
            RecordCodec.Decode(value, DecodeLimits.Default)
        );
        Assert.Equal("deployed", (string?)record["metadata"]!["labels"]!["status"]);
    }

    [Theory]
    [InlineData("export", "local")]
    [InlineData("export", "local", "--take-over-path")]
    [InlineData("export", "local", "--dry-run")]
    [InlineData("clear", "local", "--yes")]
    public async Task Nothing_is_written_or_removed_there(params string[] args)
    {
        await using var stage = await StartAsync();
        await stage.CreateNamespaceAsync("web");
        await stage.InstallAsync("web", "blog", 1, "deployed");
        var before = Directory.GetFiles(stage.State).Order(StringComparer.Ordinal).ToList();

        var outcome = await stage.RunAsync(args);

        Assert.Equal(5, outcome.Code);
        Assert.Contains("Use another path", outcome.Errors, StringComparison.Ordinal);
        Assert.Equal(before, Directory.GetFileSystemEntries(stage.State).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(null, "skipped", null)]
    [InlineData("--force", "restored", "path: prod\n")]
    [InlineData("--new-path=failover", "restored", "path: failover\n")]
    public async Task The_tool_itself_stays_out_unless_it_is_given_a_new_path_or_forced(
        string? flag,
        string outcome,
        string? config
    )
    {
        await using var stage = await StartAsync();
        var manager = CliStage.Release("ops", "releasemanager-prod", 1, "deployed");
        manager["chart"]!["metadata"]!["name"] = "releasemanager";
        manager["config"] = JsonNode.Parse("""{"backend":{"path":"prod","type":"s3"}}""");
        manager["manifest"] =
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: releasemanager}\ndata:\n  config.yaml: |\n    path: prod\n";
        var json = Encoding.UTF8.GetBytes(manager.ToJsonString());
        var writer = new OriginalLayoutWriter(
            (name, bytes) => File.WriteAllBytes(Path.Combine(stage.State, name), bytes)
        );
        writer.Save(json);
        writer.SaveManager(json);

        var import = await stage.RunAsync(["import", "local", "-o", "json", .. flag is null ? (string[])[] : [flag]]);

        Assert.True(import.Code == 0, import.ToString());
        Assert.Equal(3, import.Json.AsArray().Count);
        var result = import.Json.AsArray().Single(one => (string?)one!["namespace"] == "ops")!;
        Assert.Equal(outcome, (string?)result["outcome"], ignoreCase: true);
        Assert.Equal(flag is null, import.Errors.Contains("--new-path", StringComparison.Ordinal));
        using var http = stage.Cluster.CreateClient();
        using var map = await http.GetAsync(
            new Uri("api/v1/namespaces/ops/configmaps/releasemanager", UriKind.Relative),
            Stop
        );
        Assert.Equal(
            config,
            map.IsSuccessStatusCode
                ? (string?)JsonNode.Parse(await map.Content.ReadAsStringAsync(Stop))!["data"]!["config.yaml"]
                : null
        );
    }

    private static async Task<CliStage> StartAsync()
    {
        var stage = await CliStage.StartAsync();
        Directory.CreateDirectory(stage.State);
        var writer = new OriginalLayoutWriter(
            (name, json) => File.WriteAllBytes(Path.Combine(stage.State, name), json)
        );
        writer.Save(Json("shop", 1, "superseded"));
        writer.Save(Json("shop", 3, "deployed"));
        writer.Save(Json("api", 1, "deployed"));
        return stage;
    }

    private static byte[] Json(string name, int revision, string status) =>
        Encoding.UTF8.GetBytes(CliStage.Release("web", name, revision, status).ToJsonString());
}
