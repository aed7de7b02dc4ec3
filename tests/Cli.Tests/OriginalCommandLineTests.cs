using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Xunit;

namespace ReleaseManager.Cli.Tests;

/// <summary>Command lines of the original tool, typed as they were: each does what it did, or ends with 2 and says what to write instead.</summary>
public sealed class OriginalCommandLineTests(CliStore store, ExportedStage exported) : IClassFixture<ExportedStage>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Flags of an import, and what the plan makes of them.</summary>
    public static TheoryData<string, string, string> ImportFlags =>
        new()
        {
            { "", "/settings/keepPath", "false" },
            { "--force", "/settings/keepPath", "true" },
            { "--force=1", "/settings/keepPath", "true" },
            { "", "/settings/wait", "false" },
            { "--wait", "/settings/wait", "true" },
            { "--wait=T", "/settings/wait", "true" },
            { "--wait --wait=False", "/settings/wait", "false" },
            { "", "/settings/replaceUninstalled", "true" },
            { "--replace", "/settings/replaceUninstalled", "true" },
            { "--replace=0", "/settings/replaceUninstalled", "false" },
            { "", "/settings/createNamespaces", "true" },
            { "--create-namespace=f", "/settings/createNamespaces", "false" },
            { "--create-namespace=true", "/settings/createNamespaces", "true" },
            { "", "/settings/atomic", "false" },
            { "--atomic", "/settings/atomic", "true" },
            { "", "/settings/releaseTimeout", "00:05:00" },
            { "--release-timeout 120", "/settings/releaseTimeout", "00:02:00" },
            { "--release-timeout=120 --release-timeout=90", "/settings/releaseTimeout", "00:01:30" },
            { "--release-timeout 1h1.5m.5s", "/settings/releaseTimeout", "01:01:30.5000000" },
            { "--new-path releases/green", "/settings/newPath", "releases/green" },
            { "--new-path=", "/settings/newPath", "" },
            { "--namespace web --target-namespace green", "/settings/namespaceMap/web", "green" },
            { "--target-namespace=green --namespace=web", "/settings/namespaceMap/web", "green" },
            { "--namespace web", "/releases/1/name", "shop" },
            { "--namespace=", "/releases/1/name", "shop" },
            { "--exclude-namespaces web", "/releases/0/name", "" },
            { "--exclude-namespaces a --exclude-namespaces=b,c", "/releases/1/name", "shop" },
            { "--threads 50", "/settings/parallelism", "50" },
        };

    /// <summary>The same flags as keys of the configuration file, in the forms in which the original's reader took them.</summary>
    public static TheoryData<string, string, string> ImportKeys =>
        new()
        {
            { "force: true", "/settings/keepPath", "true" },
            { "wait: 'true'", "/settings/wait", "true" },
            { "wait: 1", "/settings/wait", "true" },
            { "replace: false", "/settings/replaceUninstalled", "false" },
            { "createNamespace: false", "/settings/createNamespaces", "false" },
            { "atomic: t", "/settings/atomic", "true" },
            { "releaseTimeout: '45'", "/settings/releaseTimeout", "00:00:45" },
            { "newPath: releases/green", "/settings/newPath", "releases/green" },
            { "namespace: web\ntarget: green", "/settings/namespaceMap/web", "green" },
            { "namespaces: [nothing]\nnamespace: web", "/releases/1/name", "shop" },
            { "excludeNamespaces: nothing web", "/releases/0/name", "" },
            { "threads: 50", "/settings/parallelism", "50" },
            { "WAIT: true", "/settings/wait", "true" },
        };

    [Theory]
    [MemberData(nameof(ImportFlags))]
    public async Task A_flag_of_an_import_means_what_it_did(string flags, string at, string value)
    {
        var stage = exported.Stage;
        var typed = flags.Split(' ', StringSplitOptions.RemoveEmptyEntries);

        var plan = await stage.RunAsync(["import", "local", .. typed, "--dry-run", "--output", "json"]);

        Assert.True(plan.Code == 0, plan.ToString());
        Assert.Equal(value, At(plan.Json, at));
    }

    [Theory]
    [MemberData(nameof(ImportKeys))]
    public async Task A_key_of_the_file_means_what_it_did(string yaml, string at, string value)
    {
        var stage = exported.Stage;
        var file = await stage.WriteFileAsync("config.yaml", yaml + "\ndryRun: true\n");

        var plan = await stage.RunAsync("import", "local", "--config", file, "--output", "json");

        Assert.True(plan.Code == 0, plan.ToString());
        Assert.DoesNotContain(file, plan.Errors, StringComparison.Ordinal);
        Assert.Equal(value, At(plan.Json, at));
    }

    [Theory]
    [InlineData("config.yaml", "path: {0}\n")]
    [InlineData("config.yml", "path: {0}\n")]
    [InlineData("config.json", "{\"path\": \"{0}\"}")]
    public async Task The_folder_of_the_file_may_be_named(string name, string text)
    {
        await using var stage = await CliStage.StartExportedAsync();
        await stage.WriteFileAsync(name, text.Replace("{0}", stage.State, StringComparison.Ordinal));

        Prove(await Cli.RunAsync("list", "local", "--config", stage.Folder), 0, "shop");
    }

    [Fact]
    public async Task A_file_in_another_form_is_told_what_to_become()
    {
        await using var stage = await CliStage.StartExportedAsync();
        await stage.WriteFileAsync("config.toml", "path = \"x\"\n");

        var outcome = await Cli.RunAsync("export", "local", "--config", stage.Folder);

        Prove(outcome, 2, "config.toml' is in a form that is not read");
        Assert.Contains("YAML", outcome.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_export_goes_by_its_own_key_for_namespaces_and_not_by_that_of_an_import()
    {
        await using var stage = await CliStage.StartAsync();
        foreach (var ns in new[] { "web", "data" })
        {
            await stage.CreateNamespaceAsync(ns);
            await stage.InstallAsync(ns, $"of-{ns}", 1, "deployed");
        }

        var import = await stage.WriteFileAsync("import.yaml", "namespace: web\n");
        var both = await stage.WriteFileAsync("both.yaml", "namespace: web\nnamespaces: [data]\n");

        Prove(await stage.RunAsync("export", "local", "--config", both), 0, "1 releases");
        Prove(await stage.RunAsync("export", "local", "--config", import), 0, "2 releases");
        Prove(await stage.RunAsync("import", "local", "--config", both, "--dry-run"), 0, "of-web");
    }

    [Theory]
    [InlineData("export local --path STATE --kubeconfig KUBE --namespaces web", "2 releases")]
    [InlineData("export local --path=STATE --kubeconfig=KUBE --namespaces=web,more", "2 releases")]
    [InlineData("export local --path STATE --kubeconfig KUBE --namespaces nothing", "0 releases")]
    [InlineData("--path STATE --kubeconfig KUBE export local", "2 releases")]
    [InlineData("--namespaces web export --path STATE local --kubeconfig KUBE", "2 releases")]
    [InlineData("export --kubeconfig KUBE --kubecontext sandbox --path STATE local", "2 releases")]
    [InlineData("export local --path elsewhere --path STATE --kubeconfig KUBE", "2 releases")]
    [InlineData("export local --path STATE --kubeconfig KUBE --kubecontext= --release-name=", "2 releases")]
    [InlineData("export local --path STATE --kubeconfig KUBE --dry-run", "would be written")]
    [InlineData("--dry-run=TRUE export local --path STATE --kubeconfig KUBE", "would be written")]
    [InlineData("export local --path STATE --kubeconfig KUBE --dry-run=0", "written to")]
    [InlineData("export local -v --path STATE --kubeconfig KUBE", "written to")]
    [InlineData("export local -v=true --debug --path STATE --kubeconfig KUBE", "GET /api")]
    [InlineData("export local --verbose=1 --path STATE --kubeconfig KUBE", "written to")]
    [InlineData("export local --path STATE --kubeconfig KUBE --polling-interval 30", "written to")]
    [InlineData("export local --path STATE --kubeconfig KUBE --release-name keeper", "nothing without --daemon")]
    public async Task An_export_takes_its_flags_where_and_how_they_were_typed(string words, string said)
    {
        await using var stage = await CliStage.StartAsync();
        await stage.CreateNamespaceAsync("web");
        await stage.InstallAsync("web", "shop", 1, "deployed");
        await stage.InstallAsync("web", "blog", 1, "deployed");

        Prove(await Cli.RunAsync(Typed(stage, words)), 0, said);
    }

    [Theory]
    [InlineData("clear local --path STATE --dry-run", 0, "Would remove 1 snapshots")]
    [InlineData("clear local --path STATE", 2, "--yes")]
    [InlineData("clear local --path STATE --yes", 0, "Removed 1 snapshots")]
    [InlineData("import local --path STATE --kubeconfig KUBE", 0, "shop")]
    [InlineData("import local --path STATE --kubeconfig KUBE --dry-run", 0, "shop")]
    [InlineData("import local --path STATE --kubeconfig KUBE --dry-run false", 2, "--dry-run=false")]
    [InlineData("import local --path STATE --kubeconfig KUBE --wait=maybe", 2, "true or false")]
    [InlineData("import local --path STATE --kubeconfig KUBE --threads 0", 2, "--threads")]
    [InlineData("import local --path STATE --kubeconfig KUBE --release-timeout -1", 2, "is no time")]
    [InlineData("import local --path STATE --kubeconfig KUBE --namespace nothing", 2, "holds no namespace")]
    [InlineData("import local --path STATE --kubeconfig KUBE --update-values colour", 2, "key=value")]
    [InlineData("import local --path STATE --kubeconfig nowhere", 2, "There is no kubeconfig")]
    [InlineData("import local --path STATE --kubeconfig KUBE --kubecontext other", 2, "other")]
    [InlineData("import local --path STATE --config nowhere", 2, "There is no configuration file")]
    [InlineData("import local --path", 2, "--path")]
    [InlineData("import local --path=", 2, "--path is missing")]
    [InlineData("import local", 2, "--path is missing")]
    [InlineData("import s3 --path p", 2, "--bucket is missing")]
    [InlineData("import s3 --path p --bucket b --accessKeyID a", 2, "go together")]
    [InlineData("import s3 --path p --bucket b --secretAccessKey a", 2, "go together")]
    [InlineData("import s3 --path p --bucket b --sessionToken a", 2, "session token needs")]
    [InlineData("export", 2, "'export' wants one more word: local, s3")]
    [InlineData("clear", 2, "'clear' wants one more word: local, s3")]
    [InlineData("help", 0, "releasemanager [command]")]
    [InlineData("help import local", 0, "--release-timeout")]
    [InlineData("import local -h", 0, "--release-timeout")]
    [InlineData("", 0, "releasemanager [command]")]
    public async Task A_verb_does_what_it_did_or_says_what_to_write(string words, int code, string said)
    {
        await using var stage = await CliStage.StartExportedAsync();

        var outcome = await Cli.RunAsync(Typed(stage, words));

        Prove(outcome, code, said);
        if (code == 2)
        {
            var lines = outcome.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.StartsWith(
                "error: ",
                Assert.Single(lines, line => !line.StartsWith("hint: ", StringComparison.Ordinal)),
                StringComparison.Ordinal
            );
        }
    }

    [Fact]
    public async Task The_variables_of_the_original_lead_to_the_cluster()
    {
        await using var stage = await CliStage.StartExportedAsync();

        var byFile = await RunAsync("KUBECONFIG", stage.Kubeconfig, "export", "local", "--path", stage.State);
        var byContext = await Cli.RunAsync(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["KUBECONFIG"] = "",
                ["HOME"] = stage.Folder,
                ["HELM_KUBECONTEXT"] = "elsewhere",
            },
            "export",
            "local",
            "--path",
            stage.State
        );
        var typed = await RunAsync(
            "HELM_KUBECONTEXT",
            "elsewhere",
            ["export", "local", "--path", stage.State, "--kubeconfig", stage.Kubeconfig]
        );

        Prove(byFile, 0, "Nothing has changed");
        Prove(byContext, 2, "elsewhere");
        Prove(typed, 0, "Nothing has changed");
    }

    [Theory]
    [InlineData("export local --daemon --path STATE --kubeconfig KUBE", 30)]
    [InlineData("export local --daemon -p 7 --path STATE --kubeconfig KUBE --release-name keeper", 7)]
    [InlineData("export local --daemon=true -p=7 --path STATE --kubeconfig KUBE", 7)]
    [InlineData("export --daemon local -p7 --path STATE --kubeconfig KUBE", 7)]
    [InlineData("export local --daemon --polling-interval=1m --path STATE --kubeconfig KUBE --dry-run", 60)]
    public async Task A_daemon_runs_as_it_was_started(string words, int interval)
    {
        await using var stage = await CliStage.StartExportedAsync();
        using var daemon = Cli.Start(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["RELEASEMANAGER_LISTEN"] = "127.0.0.1:0",
                ["RELEASEMANAGER_LOG_FORMAT"] = "json",
            },
            Typed(stage, words)
        );
        try
        {
            var listens = await ReadEventAsync(daemon, "http.started");
            var started = await ReadEventAsync(daemon, "daemon.started");

            Assert.Equal(interval, (int?)started["interval"]);
            Assert.Equal(words.Contains("dry-run", StringComparison.Ordinal), (bool?)started["dryRun"]);
            await ProveEndpointsAsync((int)listens["port"]!);
        }
        finally
        {
            daemon.Kill();
            await daemon.WaitForExitAsync(CancellationToken.None);
        }
    }

    [Fact]
    public async Task The_flags_of_a_bucket_mean_what_they_did()
    {
        await using var stage = await CliStage.StartAsync();
        await stage.CreateNamespaceAsync("web");
        await stage.InstallAsync("web", "shop", 1, "deployed");
        var server = await store.FlagsAsync(CliStore.PlainBucket);
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            // What names no AWS was never typed: it says where this store is.
            ["RELEASEMANAGER_ENDPOINT_URL"] = server[3],
            ["RELEASEMANAGER_FORCE_PATH_STYLE"] = "true",
        };
        var path = $"/original/{Path.GetFileName(stage.Folder)}/";
        string[] keys =
        [
            "--accessKeyID",
            CliStore.Environment["AWS_ACCESS_KEY_ID"],
            $"--secretAccessKey={CliStore.Environment["AWS_SECRET_ACCESS_KEY"]}",
        ];
        string[] bucket = ["--bucket", CliStore.PlainBucket, "--region", "us-east-1", "--path", path];

        var export = await Cli.RunAsync(
            variables,
            ["export", "s3", "--kubeconfig", stage.Kubeconfig, .. bucket, .. keys]
        );
        var import = await Cli.RunAsync(
            variables,
            ["import", "s3", "--kubeconfig", stage.Kubeconfig, .. bucket, .. keys, "--sessionToken="]
        );
        foreach (var (name, value) in CliStore.Environment)
        {
            variables[name] = value;
        }

        var clear = await Cli.RunAsync(variables, ["clear", "s3", .. bucket, "--dry-run"]);

        Prove(export, 0, "Snapshot 1 written to s3://plain/original/");
        Prove(import, 0, "shop");
        Prove(clear, 0, "Would remove 1 snapshots");
    }

    private static async Task<JsonNode> ReadEventAsync(Process daemon, string name)
    {
        var line = JsonNode.Parse(await daemon.StandardOutput.ReadLineAsync(Stop) ?? "{}")!;
        Assert.Equal(name, (string?)line["event"]);
        return line["fields"]!;
    }

    private static async Task ProveEndpointsAsync(int port)
    {
        using var http = new HttpClient { BaseAddress = new UriBuilder("http", "127.0.0.1", port).Uri };
        using var health = await http.GetAsync("/healthz", Stop);
        using var releases = await http.GetAsync("/releases", Stop);
        Assert.True(health.StatusCode is HttpStatusCode.OK or HttpStatusCode.InternalServerError);
        Assert.NotEqual(HttpStatusCode.NotFound, releases.StatusCode);
        var vars = JsonNode.Parse(await http.GetStringAsync("/debug/vars", Stop))!;
        foreach (var name in new[] { "TotalJobs", "FailedJobs", "SaveCount", "DeleteCount" })
        {
            Assert.NotNull(vars["jobs"]?[name]);
        }

        foreach (var name in new[] { "HelmErrors", "StateErrors", "SaveErrors", "DeleteErrors" })
        {
            Assert.NotNull(vars["errors"]?[name]);
        }
    }

    private static string[] Typed(CliStage stage, string words) =>
        [
            .. words
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(word =>
                    word.Replace("STATE", stage.State, StringComparison.Ordinal)
                        .Replace("KUBE", stage.Kubeconfig, StringComparison.Ordinal)
                ),
        ];

    private static string At(JsonNode? node, string path)
    {
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            node = node switch
            {
                JsonArray array => int.Parse(part, CultureInfo.InvariantCulture) is var i && i < array.Count
                    ? array[i]
                    : null,
                JsonObject map => map[part],
                _ => null,
            };
        }

        return node is null ? "" : node.ToString();
    }

    private static Task<CliOutcome> RunAsync(string variable, string value, params string[] args) =>
        Cli.RunAsync(new Dictionary<string, string>(StringComparer.Ordinal) { [variable] = value }, args);

    private static void Prove(CliOutcome outcome, int code, string said)
    {
        Assert.True(outcome.Code == code, outcome.ToString());
        Assert.Contains(said, outcome.Output + outcome.Errors, StringComparison.Ordinal);
    }
}
