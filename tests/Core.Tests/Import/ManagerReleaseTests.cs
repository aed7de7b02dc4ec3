using System.Text;
using System.Text.Json.Nodes;
using ReleaseManager.Core.Import;
using ReleaseManager.Core.Import.Manager;
using ReleaseManager.Core.Releases;
using ReleaseManager.Core.State;
using Xunit;

namespace ReleaseManager.Core.Tests.Import;

/// <summary>A daemon that comes back in another cluster must not write where the one that is saved wrote.</summary>
public sealed class ManagerReleaseTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static SavedReleaseBuilder Manager(string ns = "ops", string name = "releasemanager-blue") =>
        new(ns, name, chart: "releasemanager");

    /// <summary>As the original's chart renders it, and as ours does.</summary>
    private static string Manifest(string path, string config = "path: {0}") =>
        $$$"""
            ---
            # Source: releasemanager/templates/configmap.yaml
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: releasemanager}
            data:
              config.yaml: |
                debug: false
                {{{config.Replace("{0}", path, StringComparison.Ordinal)}}}
                other-path: {{{path}}}
                region: eu-central-1
              notes.txt: "path: {{{path}}}"
            ---
            # Source: releasemanager/templates/deployment.yaml
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: releasemanager}
            spec:
              selector: {matchLabels: {app: releasemanager}}
              template:
                metadata: {labels: {app: releasemanager}}
                spec:
                  containers:
                  - name: releasemanager
                    image: releasemanager
                    args: [daemon, s3, --path, "{{{path}}}", "--path={{{path}}}", --bucket, "{{{path}}}"]
                    env: [{name: RELEASEMANAGER_PATH, value: "{{{path}}}"}, {name: OTHER, value: "{{{path}}}"}]

            """;

    private static JsonObject Values(string json) => JsonNode.Parse(json)!.AsObject();

    [Fact]
    public async Task Without_a_new_path_it_is_left_out_and_all_else_comes_back()
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(
            Manager().Revision(1, "deployed", Manifest("prod"), config: Values("""{"backend":{"path":"prod"}}""")),
            new SavedReleaseBuilder("shop", "web").Revision(
                1,
                "deployed",
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\n"
            )
        );

        var plan = await bench.PlanAsync(new ImportOptions());
        var results = await bench.RunAsync(plan, retries: null);

        var manager = plan.Releases.Single(release => release.Namespace == "ops");
        Assert.Equal((ReleaseImportAction.Skip, "prod"), (manager.Action, manager.ManagerPath));
        Assert.Contains("--new-path", Assert.Single(manager.Warnings), StringComparison.Ordinal);
        Assert.Equal(
            [ReleaseImportOutcome.Skipped, ReleaseImportOutcome.Restored],
            results.OrderBy(result => result.Namespace, StringComparer.Ordinal).Select(result => result.Outcome)
        );
        Assert.NotEmpty(results.Single(result => result.Namespace == "ops").Warnings);
        Assert.Null(await bench.GetAsync("/api/v1/namespaces/ops"));
        Assert.Null(plan.Releases.Single(release => release.Namespace == "shop").ManagerPath);
    }

    [Fact]
    public async Task With_a_new_path_values_and_objects_of_all_revisions_name_it()
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(
            Manager()
                .Revision(
                    1,
                    "superseded",
                    Manifest("earlier"),
                    config: Values("""{"path":"earlier","replicaCount":12345678901234567890}""")
                )
                .Revision(
                    2,
                    "deployed",
                    Manifest("prod"),
                    config: Values("""{"backend":{"path":"prod","type":"s3"},"path":"prod"}""")
                )
        );

        var plan = await bench.PlanAsync(Options(newPath: "green/state"));
        var result = Assert.Single(await bench.RunAsync(plan, retries: null));

        Assert.Equal(ReleaseImportOutcome.Restored, result.Outcome);
        var planned = Assert.Single(plan.Releases);
        Assert.Equal("green/state", planned.ManagerPath);
        Assert.Equal(
            [
                "ConfigMap releasemanager: /data/config.yaml names the new path",
                "Deployment releasemanager: /spec/template/spec/containers/0/args/3 names the new path",
                "Deployment releasemanager: /spec/template/spec/containers/0/args/4 names the new path",
                "Deployment releasemanager: /spec/template/spec/containers/0/env/0/value names the new path",
                "the values name the new path",
            ],
            planned.Changes
        );

        var map = await bench.GetAsync("/api/v1/namespaces/ops/configmaps/releasemanager");
        Assert.Equal(
            "debug: false\npath: green/state\nother-path: prod\nregion: eu-central-1\n",
            (string?)map!["data"]!["config.yaml"]
        );
        Assert.Equal("path: prod", (string?)map["data"]!["notes.txt"]);
        var deployment = await bench.GetAsync("/apis/apps/v1/namespaces/ops/deployments/releasemanager");
        var container = deployment!["spec"]!["template"]!["spec"]!["containers"]![0]!;
        Assert.Equal(
            ["daemon", "s3", "--path", "green/state", "--path=green/state", "--bucket", "prod"],
            container["args"]!.AsArray().Select(one => (string?)one)
        );
        Assert.Equal("green/state", (string?)container["env"]![0]!["value"]);
        Assert.Equal("prod", (string?)container["env"]![1]!["value"]);

        var first = await RecordAsync(bench, 1);
        Assert.Equal(
            """{"path":"green/state","replicaCount":12345678901234567890}""",
            first.Config!.Value.GetRawText()
        );
        Assert.Contains("path: green/state", first.Manifest, StringComparison.Ordinal);
        Assert.Contains("other-path: earlier", first.Manifest, StringComparison.Ordinal);
        var second = await RecordAsync(bench, 2);
        Assert.Equal(
            """{"backend":{"path":"green/state","type":"s3"},"path":"green/state"}""",
            second.Config!.Value.GetRawText()
        );
    }

    [Theory]
    [InlineData("releasemanager import s3 --path 'prod'", "releasemanager import s3 --path 'green'")]
    [InlineData("prod is 'production', \"prod\" too", null)]
    public void Notes_name_the_new_path_where_the_old_one_stands_in_quotes(string notes, string? moved)
    {
        Assert.Equal(moved, new ManagerPathChange("prod", "green").Notes(notes));
    }

    [Fact]
    public async Task The_same_import_run_again_finds_it_as_it_left_it()
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(
            Manager().Revision(1, "deployed", Manifest("prod"), config: Values("""{"backend":{"path":"prod"}}"""))
        );
        await bench.RunAsync(await bench.PlanAsync(Options(newPath: "green")), retries: null);

        var again = Assert.Single((await bench.PlanAsync(Options(newPath: "green"))).Releases);
        var other = Assert.Single((await bench.PlanAsync(Options(newPath: "red"))).Releases);

        Assert.Equal(ReleaseImportAction.Skip, again.Action);
        Assert.Empty(again.Warnings);
        Assert.Equal((ReleaseImportAction.Refuse, "ReleaseDiffers"), (other.Action, other.ErrorId));
    }

    [Fact]
    public async Task It_keeps_its_path_where_that_is_asked_for()
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(
            Manager().Revision(1, "deployed", Manifest("prod"), config: Values("""{"backend":{"path":"prod"}}"""))
        );
        var options = new ImportOptions { Settings = new ReleaseImportSettings { KeepPath = true } };

        var plan = await bench.PlanAsync(options);
        var result = Assert.Single(await bench.RunAsync(plan, retries: null));

        Assert.Equal(ReleaseImportOutcome.Restored, result.Outcome);
        Assert.Equal("prod", Assert.Single(plan.Releases).ManagerPath);
        Assert.Empty(plan.Releases[0].Changes);
        var map = await bench.GetAsync("/api/v1/namespaces/ops/configmaps/releasemanager");
        Assert.Contains("path: prod", (string?)map!["data"]!["config.yaml"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_path_that_only_the_chart_s_own_values_name_is_set_among_the_user_s()
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(
            Manager()
                .Revision(
                    1,
                    "deployed",
                    Manifest("default"),
                    config: Values("""{"debug":true}"""),
                    chartValues: Values("""{"path":"","backend":{"path":"default"}}""")
                )
        );

        await bench.RunAsync(await bench.PlanAsync(Options(newPath: "green")), retries: null);

        Assert.Equal(
            """{"debug":true,"backend":{"path":"green"}}""",
            (await RecordAsync(bench, 1)).Config!.Value.GetRawText()
        );
    }

    [Theory]
    [InlineData("path: \"{0}\"", "path: \"green\"")]
    [InlineData("path:   '{0}'", "path:   'green'")]
    public async Task The_line_of_a_configuration_file_keeps_its_quotes(string written, string expected)
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(
            Manager()
                .Revision(1, "deployed", Manifest("prod", written), config: Values("""{"backend":{"path":"prod"}}"""))
        );

        await bench.RunAsync(await bench.PlanAsync(Options(newPath: "green")), retries: null);

        var map = await bench.GetAsync("/api/v1/namespaces/ops/configmaps/releasemanager");
        Assert.Contains($"\n{expected}\n", (string?)map!["data"]!["config.yaml"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_path_that_yaml_would_read_as_something_else_is_quoted()
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(
            Manager().Revision(1, "deployed", Manifest("prod"), config: Values("""{"backend":{"path":"prod"}}"""))
        );

        await bench.RunAsync(await bench.PlanAsync(Options(newPath: "20: 'x' #y")), retries: null);

        var map = await bench.GetAsync("/api/v1/namespaces/ops/configmaps/releasemanager");
        var config = YamlReader.Read((string)map!["data"]!["config.yaml"]!);
        Assert.Equal("20: 'x' #y", (string?)config!["path"]);
    }

    [Fact]
    public async Task A_configuration_file_in_a_secret_follows_too()
    {
        await using var bench = await ImportBench.StartAsync();
        var config = Convert.ToBase64String("path: prod\nsecretAccessKey: x\n"u8);
        await bench.SaveAsync(
            Manager()
                .Revision(
                    1,
                    "deployed",
                    $"apiVersion: v1\nkind: Secret\nmetadata: {{name: releasemanager}}\ndata: {{config.yaml: {config}}}\n",
                    config: Values("""{"backend":{"path":"prod"}}""")
                )
        );

        await bench.RunAsync(await bench.PlanAsync(Options(newPath: "green")), retries: null);

        var secret = await bench.GetAsync("/api/v1/namespaces/ops/secrets/releasemanager");
        Assert.Equal(
            "path: green\nsecretAccessKey: x\n",
            Encoding.UTF8.GetString(Convert.FromBase64String((string)secret!["data"]!["config.yaml"]!))
        );
    }

    [Fact]
    public async Task One_whose_objects_name_no_path_is_refused_since_it_would_write_to_the_old_one()
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(
            Manager()
                .Revision(
                    1,
                    "deployed",
                    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata: {elsewhere: prod}\n",
                    config: Values("""{"backend":{"path":"prod"}}""")
                )
        );

        var release = Assert.Single((await bench.PlanAsync(Options(newPath: "green"))).Releases);

        Assert.Equal((ReleaseImportAction.Refuse, "ChangeDoesNotFit"), (release.Action, release.ErrorId));
    }

    [Fact]
    public async Task The_one_that_owns_the_state_is_known_among_several()
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(
            Manager().Revision(1, "deployed", Manifest("prod"), config: Values("""{"backend":{"path":"prod"}}""")),
            Manager(name: "second").Revision(1, "deployed", Manifest("twin"), config: Values("""{"path":"twin"}"""))
        );
        var unknown = await bench.PlanAsync(Options(newPath: "green"));
        await bench.State.NoteCheckAsync(
            new ManagerNote
            {
                LastCheck = DateTimeOffset.UnixEpoch,
                Cluster = new ClusterIdentity { KubeSystemUid = "11111111-1111-1111-1111-111111111111" },
                Writer = "test",
                Release = "second",
                Namespace = "ops",
            },
            Stop
        );

        var known = await bench.PlanAsync(Options(newPath: "green"));

        Assert.All(unknown.Releases, release => Assert.Equal(ReleaseImportAction.Skip, release.Action));
        Assert.Contains(unknown.Warnings, warning => warning.Contains("by name", StringComparison.Ordinal));
        Assert.Equal(
            [
                ("releasemanager-blue", ReleaseImportAction.Skip, "prod"),
                ("second", ReleaseImportAction.Install, "green"),
            ],
            known.Releases.Select(release => (release.Name, release.Action, release.ManagerPath!))
        );
    }

    [Fact]
    public async Task A_release_of_that_chart_name_without_a_path_is_like_any_other()
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(
            Manager().Revision(1, "deployed", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n")
        );

        var plan = await bench.PlanAsync(Options(newPath: "green"));

        Assert.Equal(ReleaseImportAction.Install, Assert.Single(plan.Releases).Action);
        Assert.Contains(plan.Warnings, warning => warning.Contains("changes nothing", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("prod/", "NewPathIsOld")]
    [InlineData(" ", "NewPathInvalid")]
    [InlineData("a\nb", "NewPathInvalid")]
    public async Task A_new_path_that_cannot_be_meant_is_refused(string path, string errorId)
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(
            Manager().Revision(1, "deployed", Manifest("prod"), config: Values("""{"backend":{"path":"prod"}}"""))
        );

        var error = await Assert.ThrowsAsync<ImportException>(() => bench.PlanAsync(Options(newPath: path)));

        Assert.Equal((errorId, ErrorKind.Usage), (error.ErrorId, error.Kind));
    }

    private static ImportOptions Options(string newPath) =>
        new() { Settings = new ReleaseImportSettings { NewPath = newPath } };

    private static async Task<Release> RecordAsync(ImportBench bench, int revision)
    {
        var record = await bench.GetAsync(
            $"/api/v1/namespaces/ops/secrets/sh.helm.release.v1.releasemanager-blue.v{revision}"
        );
        return ImportTests.Decode(record!);
    }
}
