using System.Text.Json.Nodes;
using Xunit;

namespace ReleaseManager.Cli.Tests;

/// <summary>What nobody types: flags from the configuration file and from the environment.</summary>
public sealed class ConfigurationTests
{
    private const string Secret = "not-to-be-shown";

    [Fact]
    public async Task The_original_configuration_file_exports_and_imports()
    {
        await using var stage = await CliStage.StartExportedAsync();
        var file = await stage.WriteFileAsync(
            "config.yaml",
            $"""
            debug: false
            dryRun: true
            path: {stage.State}
            verbose: false
            kubeconfig: {stage.Kubeconfig}
            namespaces: [web]
            threads: 4
            target: shop-green
            releaseTimeout: 90
            createNamespace: true
            valueUpdates: false
            """
        );

        foreach (var config in new[] { file, stage.Folder })
        {
            Prove(await Cli.RunAsync("export", "local", "--config", config), 0, "Nothing has changed");
            var plan = await Cli.RunAsync("import", "local", "--config", config, "--output", "json");

            Prove(plan, 0);
            Assert.Equal("shop-green", (string?)plan.Json["settings"]?["namespaceMap"]?["web"]);
            Assert.Equal(4, (int?)plan.Json["settings"]?["parallelism"]);
            Assert.Equal("00:01:30", (string?)plan.Json["settings"]?["releaseTimeout"]);
            Assert.Empty(plan.Errors);
        }
    }

    [Theory]
    [InlineData("valueUpdates: {image.tag: 2, debug: true}", true)]
    [InlineData("valueUpdates: true", true)]
    [InlineData("valueUpdates: false", false)]
    [InlineData("namespaceMap: {web: shop}", false)]
    public async Task Pairs_are_a_map_in_a_file(string line, bool isUpdate)
    {
        await using var stage = await CliStage.StartExportedAsync();
        var file = await stage.WriteFileAsync("config.yaml", line);

        var plan = await stage.RunAsync("plan", "local", "--config", file, "--mode", "replay", "--output", "json");

        Assert.True(plan.Code == 0 || plan.Errors.Contains("render", StringComparison.Ordinal), plan.ToString());
        if (plan.Code == 0)
        {
            Assert.Equal(isUpdate, (bool?)plan.Json["settings"]?["updateValues"]);
            Assert.Equal(
                line.Contains("shop", StringComparison.Ordinal) ? "shop" : null,
                (string?)plan.Json["settings"]?["namespaceMap"]?["web"]
            );
        }
    }

    [Fact]
    public async Task A_flag_goes_before_a_variable_and_a_variable_before_the_file()
    {
        await using var stage = await CliStage.StartExportedAsync();
        var file = await stage.WriteFileAsync(
            "any",
            $"OUTPUT: yaml\nkubeConfig: {stage.Kubeconfig}\npath: {stage.State}\n"
        );

        var fromFile = await Cli.RunAsync("list", "local", "--config", file);
        var fromVariable = await RunAsync("RELEASEMANAGER_OUTPUT", "json", "list", "local", "--config", file);
        var typed = await RunAsync("RELEASEMANAGER_OUTPUT", "json", "list", "local", "--config", file, "-o", "table");

        Prove(fromFile, 0, "- name: blog");
        Assert.Equal(2, Assert.IsType<JsonArray>(fromVariable.Json).Count);
        Assert.StartsWith("NAME", typed.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("RELEASEMANAGER_NAMESPACES", "web,none", "shop")]
    [InlineData("RELEASEMANAGER_NAMESPACE", "web", "shop")]
    [InlineData("RELEASEMANAGER_NAMES", "blog", "blog")]
    [InlineData("RELEASEMANAGER_SNAPSHOTS", "yes", "RELEASES")]
    [InlineData("RELEASEMANAGER_SNAPSHOTS", "false", "shop")]
    [InlineData("RELEASEMANAGER_SNAPSHOTS", "", "shop")]
    public async Task Every_name_of_a_flag_is_a_variable(string variable, string value, string shown)
    {
        await using var stage = await CliStage.StartExportedAsync();

        Prove(await stage.RunWithAsync(variable, value, "list", "local"), 0, shown);
    }

    [Fact]
    public async Task The_file_can_be_named_by_a_variable_too()
    {
        await using var stage = await CliStage.StartExportedAsync();
        await stage.WriteFileAsync("config.yaml", $"path: {stage.State}\n");

        Prove(await RunAsync("RELEASEMANAGER_CONFIG", stage.Folder, "list", "local"), 0, "shop");
    }

    [Theory]
    [InlineData("names: [shop, bl*]")]
    [InlineData("names:\n- shop\n- blog")]
    [InlineData("name: shop, blog")]
    public async Task Several_values_are_a_list_or_text_with_commas(string yaml)
    {
        await using var stage = await CliStage.StartExportedAsync();
        var file = await stage.WriteFileAsync("config.yaml", yaml);

        var outcome = await stage.RunAsync("list", "local", "--config", file, "--output", "json");

        Assert.Equal(["blog", "shop"], outcome.Json.AsArray().Select(release => (string?)release!["name"]));
    }

    [Fact]
    public async Task What_serves_other_verbs_or_says_nothing_is_passed_over()
    {
        await using var stage = await CliStage.StartExportedAsync();
        var file = await stage.WriteFileAsync(
            "config.yaml",
            "keepLast: 3\nto-bucket: b\nbucket: b\nregion: ''\nnames: []\nkubecontext:\natomic: nonsense\n"
        );

        var outcome = await stage.RunAsync("list", "local", "--config", file);

        Prove(outcome, 0, "shop");
        Assert.Empty(outcome.Errors);
    }

    [Fact]
    public async Task An_empty_file_says_nothing()
    {
        await using var stage = await CliStage.StartExportedAsync();

        Prove(
            await stage.RunAsync("list", "local", "--config", await stage.WriteFileAsync("empty", "# none\n")),
            0,
            "shop"
        );
    }

    [Fact]
    public async Task A_key_that_is_no_flag_is_named_and_its_value_is_not()
    {
        await using var stage = await CliStage.StartExportedAsync();
        var file = await stage.WriteFileAsync("config.yaml", $"secretAccesKey: {Secret}\n");

        var outcome = await stage.RunAsync("list", "local", "--config", file, "--debug");

        Prove(outcome, 0, "shop");
        Assert.Contains($"warning: 'secretAccesKey' in '{file}'", outcome.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, outcome.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("threads: 0", "'threads' in '{0}' is none of the values that --threads takes")]
    [InlineData("threads: many", "'threads' in '{0}'")]
    [InlineData("threads: [1]", "'threads' in '{0}'")]
    [InlineData("debug: not-to-be-shown", "'debug' in '{0}'")]
    [InlineData("debug: [true]", "'debug' in '{0}'")]
    [InlineData("debug: 3", "'debug' in '{0}'")]
    [InlineData("names: {a: not-to-be-shown}", "'names' in '{0}'")]
    [InlineData("names: [on]", "'names' in '{0}'")]
    [InlineData("accessKeyID: 0123", "'accessKeyID' in '{0}'")]
    [InlineData("secretAccessKey: [not-to-be-shown]", "'secretAccessKey' in '{0}'")]
    [InlineData("endpointUrl: not-to-be-shown", "'endpointUrl' in '{0}'")]
    [InlineData("output: not-to-be-shown", "'output' in '{0}'")]
    [InlineData("releaseTimeout: not-to-be-shown", "'releaseTimeout' in '{0}'")]
    [InlineData("timeout: 5\nreleaseTimeout: 6", "'timeout' and 'releaseTimeout' in '{0}' say the same thing twice")]
    [InlineData("dryRun: true\ndry-run: false", "'dryRun' and 'dry-run' in '{0}' say the same thing twice")]
    [InlineData("- not-to-be-shown", "'{0}' is no map")]
    [InlineData("{not-to-be-shown: [", "'{0}' is not YAML")]
    [InlineData("bucket: '\tnot-to-be-shown", "'{0}' is not YAML")]
    public async Task A_value_of_the_wrong_kind_is_named_by_key_and_file_and_never_shown(string yaml, string said)
    {
        await using var stage = await CliStage.StartAsync();
        var file = await stage.WriteFileAsync("config.yaml", yaml);
        // Typed after the secret that stands in the file, so that nothing else is missing.
        var outcome = await stage.RunAsync("import", "s3", "--bucket", "b", "--config", file, "--dry-run");

        Prove(outcome, 2, said.Replace("{0}", file, StringComparison.Ordinal));
        Assert.StartsWith("error: ", outcome.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, outcome.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("RELEASEMANAGER_THREADS", "-1")]
    [InlineData("RELEASEMANAGER_DRY_RUN", "maybe")]
    [InlineData("RELEASEMANAGER_RELEASE_TIMEOUT", "soon")]
    public async Task A_variable_of_the_wrong_kind_is_named(string variable, string value)
    {
        await using var stage = await CliStage.StartAsync();

        var outcome = await stage.RunWithAsync(variable, value, "plan", "local");

        Prove(outcome, 2, $"${variable} is none of the values");
    }

    [Theory]
    [InlineData("/nowhere/config.yaml")]
    [InlineData("/")]
    public async Task A_named_file_that_is_not_there_ends_with_2(string config)
    {
        await using var stage = await CliStage.StartExportedAsync();

        Prove(await stage.RunAsync("list", "local", "--config", config), 2, "There is no configuration file");
    }

    [Fact]
    public async Task What_is_missing_everywhere_is_said_as_before()
    {
        await using var stage = await CliStage.StartAsync();
        var file = await stage.WriteFileAsync("config.yaml", "path: x\n");

        Prove(await Cli.RunAsync("list", "s3", "--config", file), 2, "--bucket is missing");
    }

    [Fact]
    public async Task A_secret_of_the_file_is_used_and_never_shown()
    {
        await using var stage = await CliStage.StartAsync();
        var file = await stage.WriteFileAsync(
            "config.yaml",
            $"""
            bucket: b
            endpointUrl: http://127.0.0.1:1
            forcePathStyle: true
            accessKeyID: AKIAEXAMPLE
            secretAccessKey: {Secret}
            sessionToken: {Secret}
            """
        );

        var outcome = await stage.RunAsync("list", "s3", "--config", file, "--debug");

        Prove(outcome, 4, "could not be reached");
        Assert.DoesNotContain(Secret, outcome.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_from_a_stronger_place_excludes_the_others()
    {
        await using var stage = await CliStage.StartAsync();
        await stage.CreateNamespaceAsync("web");
        await stage.InstallAsync("web", "shop", 1, "deployed");
        var passphrase = await stage.WriteFileAsync("passphrase", "correct horse battery staple");
        Prove(await stage.RunAsync("export", "local", "--passphrase-file", passphrase), 0);
        var wrong = await stage.WriteFileAsync("config.yaml", $"keyFile: {await stage.WriteKeyAsync("key")}\n");
        var right = await stage.WriteFileAsync("right.yaml", $"passphraseFile: {passphrase}\n");

        Prove(await stage.RunAsync("list", "local", "--config", wrong), 5);
        Prove(await stage.RunAsync("list", "local", "--config", right), 0, "shop");
        Prove(await stage.RunAsync("list", "local", "--config", wrong, "--passphrase-file", passphrase), 0, "shop");
        Prove(
            await stage.RunWithAsync("RELEASEMANAGER_PASSPHRASE_FILE", passphrase, "list", "local", "--config", wrong),
            0,
            "shop"
        );
        Prove(
            await stage.RunWithAsync(
                "RELEASEMANAGER_PASSPHRASE",
                "correct horse battery staple",
                "list",
                "local",
                "--config",
                wrong
            ),
            0,
            "shop"
        );
    }

    [Fact]
    public async Task A_daemon_that_is_told_to_keep_all_passes_over_the_rules_of_the_file()
    {
        await using var stage = await CliStage.StartAsync();
        var file = await stage.WriteFileAsync("config.yaml", "keepLast: 3\nlisten: nowhere\n");
        var both = await stage.WriteFileAsync("both.yaml", "keepLast: 3\nnoRetention: true\n");

        Prove(
            await stage.RunAsync("daemon", "local", "--no-retention", "--config", file),
            2,
            "'nowhere' is no address"
        );
        Prove(await stage.RunAsync("daemon", "local", "--config", both), 2, "--no-retention says that all");
    }

    [Fact]
    public async Task What_goes_for_good_is_named_on_the_command_line_alone()
    {
        await using var stage = await CliStage.StartExportedAsync();
        await stage.ExportMoreAsync(1);
        var file = await stage.WriteFileAsync("config.yaml", "snapshot: '1'\nyes: true\n");

        Prove(await stage.RunAsync("prune", "local", "--config", file), 2, "Nothing says which snapshots");
        Prove(await stage.RunWithAsync("RELEASEMANAGER_SNAPSHOT", "1", "prune", "local", "--yes"), 2, "Nothing says");
        Prove(await stage.RunAsync("list", "local", "--config", file), 0, "shop");
        Prove(await stage.RunAsync("prune", "local", "--config", file, "--snapshot", "1"), 0);
    }

    [Fact]
    public async Task A_value_is_never_taken_for_a_flag()
    {
        await using var stage = await CliStage.StartExportedAsync();
        var file = await stage.WriteFileAsync("config.yaml", "name: --yes\nnamespace: '@x'\n");

        var outcome = await stage.RunAsync("list", "local", "--config", file, "--output", "json");

        Prove(outcome, 0);
        Assert.Empty(outcome.Json.AsArray());
    }

    [Fact]
    public async Task Help_and_what_is_typed_wrong_need_no_file()
    {
        Prove(await Cli.RunAsync("list", "local", "--help", "--config", "/nowhere/x"), 0, "Usage:");
        Prove(await Cli.RunAsync("list", "local", "--unheard-of", "--config", "/nowhere/x"), 2, "'--unheard-of'");
    }

    private static Task<CliOutcome> RunAsync(string variable, string value, params string[] args) =>
        Cli.RunAsync(new Dictionary<string, string>(StringComparer.Ordinal) { [variable] = value }, args);

    private static void Prove(CliOutcome outcome, int code, string said = "")
    {
        Assert.True(outcome.Code == code, outcome.ToString());
        Assert.Contains(said, outcome.Output + outcome.Errors, StringComparison.Ordinal);
    }
}
