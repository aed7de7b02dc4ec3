using System.Text;
using System.Text.Json.Nodes;
using ReleaseManager.Core.Releases;
using Xunit;

namespace ReleaseManager.Cli.Tests;

public sealed class DiffTests
{
    [Fact]
    public async Task A_snapshot_is_compared_with_the_cluster_and_a_difference_fails_only_where_it_is_asked_to()
    {
        await using var stage = await ChangedAsync();

        var outcome = await stage.RunAsync("diff", "local");

        Prove(outcome, 0);
        Assert.Matches("(?m)^NAME +NAMESPACE +CHANGE +REVISION +STATUS +CHART", outcome.Output);
        Assert.Matches("(?m)^news +web +added +1 +deployed +chart-1.2.3", outcome.Output);
        Assert.Matches("(?m)^shop +web +changed +2 -> 3 +deployed +chart-1.2.3", outcome.Output);
        Assert.DoesNotContain("blog", outcome.Output, StringComparison.Ordinal);
        Prove(await stage.RunAsync("diff", "local", "--exit-code"), 6);
        Prove(await stage.RunAsync("diff", "local", "--detailed-exitcode", "--name", "blog"), 0);
        Assert.Matches("(?m)^blog +web +equal", (await stage.RunAsync("diff", "local", "--include-equal")).Output);
    }

    [Fact]
    public async Task Parts_are_shown_as_a_unified_diff()
    {
        await using var stage = await ChangedAsync();

        var outcome = await stage.RunAsync("diff", "local", "--name", "shop", "--show", "values,manifest");

        Prove(outcome, 0);
        Assert.Contains(
            """
            web/shop: changed, revision 2 -> 3
            --- snapshot 1: values of web/shop
            +++ cluster sandbox: values of web/shop
            @@ -1,3 +1,3 @@
            -colour: green
            +colour: red
             port: 8080
             answer: "yes"
            --- snapshot 1: ConfigMap shop
            """.ReplaceLineEndings("\n"),
            outcome.Output.ReplaceLineEndings("\n"),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "-  colour: green\n+  colour: red\n",
            outcome.Output.ReplaceLineEndings("\n"),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain('\e', outcome.Output);
    }

    [Fact]
    public async Task Two_snapshots_need_no_cluster()
    {
        await using var stage = await ChangedAsync();
        Prove(await stage.RunAsync("export", "local"), 0);
        string[] nowhere = ["--path", stage.State, "--kubeconfig", Path.Combine(stage.Folder, "none")];

        foreach (
            var flags in (string[][])
                [
                    ["--from", "latest~1", "--to", "latest"],
                    ["--difference-snapshot", "2"],
                ]
        )
        {
            var outcome = await Cli.RunAsync(["diff", "local", .. nowhere, .. flags]);
            Prove(outcome, 0, "2 -> 3");
        }

        Prove(await Cli.RunAsync(["diff", "local", .. nowhere, "--to", "1"]), 5, "builds on no other one");
        Prove(
            await Cli.RunAsync(["diff", "local", .. nowhere, "--to", "2", "--drift"]),
            2,
            "Drift is found in a cluster"
        );
    }

    [Fact]
    public async Task Snapshots_of_two_states_need_no_cluster_either()
    {
        await using var stage = await ChangedAsync();
        var (key, copy) = (await stage.WriteKeyAsync("key"), Path.Combine(stage.Folder, "copy"));
        Prove(
            await stage.RunAsync("copy", "local", "--to", "local", "--to-path", copy, "--to-key-file", key),
            0,
            "Copied 1 snapshots"
        );
        Prove(await stage.RunAsync("export", "local"), 0);
        string[] command =
        [
            .. (string[])["diff", "local", "--path", stage.State, "--kubeconfig", Path.Combine(stage.Folder, "none")],
            .. (string[])["--difference", "local", "--difference-path", copy, "--difference-key-file", key],
        ];

        var latest = await Cli.RunAsync(command);
        Prove(latest, 0);
        Assert.Matches("(?m)^news +web +removed", latest.Output);
        Assert.Matches("(?m)^shop +web +changed +3 -> 2", latest.Output);
        Prove(await Cli.RunAsync([.. command, "--from", "1", "--exit-code"]), 0);
        Prove(
            await Cli.RunAsync([.. command, "--to", "1", "--show", "values", "--name", "shop", "--exit-code"]),
            6,
            $"--- snapshot 2 of {stage.State}: values of web/shop\n+++ snapshot 1 of {copy}: values of web/shop"
        );
        Prove(await Cli.RunAsync([.. command, "--to", "2"]), 5, copy);
        Prove(await Cli.RunAsync([.. command, "--drift"]), 2, "Drift is found in a cluster");
    }

    [Fact]
    public async Task The_variable_of_the_state_on_the_right_opens_it()
    {
        await using var stage = await CliStage.StartExportedAsync();
        var copy = Path.Combine(stage.Folder, "copy");
        var passphrase = await stage.WriteFileAsync("passphrase", "secret");
        Prove(
            await stage.RunAsync(
                "copy",
                "local",
                "--to",
                "local",
                "--to-path",
                copy,
                "--to-passphrase-file",
                passphrase
            ),
            0
        );
        string[] command = ["diff", "local", "--difference", "local", "--difference-path", copy, "--include-equal"];

        Prove(await stage.RunAsync(command), 5, "is encrypted");
        Prove(await stage.RunWithAsync("RELEASEMANAGER_DIFFERENCE_PASSPHRASE", "secret", command), 0, "equal");
    }

    [Theory]
    [InlineData("--difference is missing", "--difference-path", "elsewhere")]
    [InlineData("--difference is missing", "--difference-bucket", "elsewhere")]
    [InlineData("--difference-path is missing", "--difference", "local")]
    [InlineData("--difference-bucket is missing", "--difference", "s3", "--difference-path", "a")]
    [InlineData("'ftp' is no kind of place", "--difference", "ftp")]
    [InlineData(
        "One key opens a state",
        "--difference=local",
        "--difference-path=a",
        "--difference-key-file=b",
        "--difference-passphrase-file=c"
    )]
    public async Task Half_a_state_on_the_right_is_wrong_usage(string said, params string[] flags)
    {
        await using var stage = await CliStage.StartAsync();
        Prove(await stage.RunAsync(["diff", "local", .. flags]), 2, said);
    }

    [Fact]
    public async Task Programs_get_fields_and_objects()
    {
        await using var stage = await ChangedAsync();

        var outcome = await stage.RunAsync("diff", "local", "-o", "json", "--show", "all", "--name", "shop", "--drift");

        Prove(outcome, 0);
        var one = Assert.Single(outcome.Json.AsArray())!;
        Assert.Equal("Changed", (string?)one["change"]);
        Assert.Equal("revision 2 -> 3", (string?)one["changes"]![0]);
        Assert.Equal((2, "snapshot 1"), ((int)one["reference"]!["revision"]!, (string?)one["reference"]!["source"]));
        Assert.Equal("""{"path":"colour","reference":"green","difference":"red"}""", Compact(one["values"]![0]));
        Assert.Equal("data.colour", (string?)one["manifest"]![0]!["fields"]![0]!["path"]);
        Assert.Equal(
            ("Missing", "ConfigMap"),
            ((string?)one["drift"]![0]!["change"], (string?)one["drift"]![0]!["kind"])
        );
        Assert.Contains(
            "change: Changed",
            (await stage.RunAsync("diff", "local", "-o", "yaml")).Output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Two_clusters_are_compared_or_one_with_its_own_releases()
    {
        await using var blue = await ChangedAsync();
        await using var green = await CliStage.StartExportedAsync();
        string[] live = ["diff", "cluster", "--kubeconfig", green.Kubeconfig];

        var outcome = await Cli.RunAsync([.. live, "--reference-kubeconfig", blue.Kubeconfig]);
        Prove(outcome, 0);
        Assert.Matches("(?m)^news +web +removed", outcome.Output);
        Assert.Matches("(?m)^shop +web +changed +3 -> 2", outcome.Output);

        var drift = await Cli.RunAsync([.. live, "--drift", "--show", "drift", "--exit-code"]);
        Prove(drift, 6, "web/shop: drifted");
        Assert.Contains("+++ live: ConfigMap web/shop", drift.Output, StringComparison.Ordinal);
        Prove(await Cli.RunAsync(live), 2, "Nothing was named to compare the cluster with");
    }

    [Fact]
    public async Task What_cannot_be_compared_is_a_failure_of_its_release()
    {
        await using var stage = await ChangedAsync();
        await stage.PutAsync("web", "odd", 1, "deployed", "?"u8.ToArray());

        var outcome = await stage.RunAsync("diff", "local");

        Prove(outcome, 1, "error: release web/odd could not be compared in whole");
        Assert.Matches("(?m)^shop +web +changed", outcome.Output);
    }

    [Theory]
    [InlineData("--show", "secrets")]
    [InlineData("--show", "1")]
    [InlineData("--driver", "sql")]
    public async Task What_does_not_exist_is_wrong_usage(params string[] flags)
    {
        await using var stage = await CliStage.StartAsync();
        Prove(await stage.RunAsync(["diff", "local", .. flags]), 2);
    }

    /// <summary>A stage that was exported, and in which Helm has worked since.</summary>
    private static async Task<CliStage> ChangedAsync()
    {
        var stage = await CliStage.StartExportedAsync();
        await stage.InstallAsync("web", "news", 1, "deployed");
        var release = CliStage.Release("web", "shop", 3, "deployed");
        release["config"]!["colour"] = "red";
        release["manifest"] = release["manifest"]!.ToString().Replace("green", "red", StringComparison.Ordinal);
        await stage.PutAsync(
            "web",
            "shop",
            3,
            "deployed",
            RecordCodec.Encode(Encoding.UTF8.GetBytes(release.ToJsonString()))
        );
        return stage;
    }

    private static string Compact(JsonNode? node) => node!.ToJsonString();

    private static void Prove(CliOutcome outcome, int code, string said = "")
    {
        Assert.True(outcome.Code == code, outcome.ToString());
        Assert.Contains(said, outcome.Output + outcome.Errors, StringComparison.Ordinal);
    }
}
