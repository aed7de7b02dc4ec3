using Xunit;

namespace ReleaseManager.Cli.Tests;

public sealed class CopyTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_copy_is_encrypted_and_decrypted_again_and_nothing_is_lost()
    {
        await using var stage = await CliStage.StartExportedAsync();
        await stage.ExportMoreAsync(1);
        var key = await stage.WriteKeyAsync("key");
        var (safe, back) = (Path.Combine(stage.Folder, "safe"), Path.Combine(stage.Folder, "back"));

        var there = await stage.RunAsync("copy", "local", "--to", "local", "--to-path", safe, "--to-key-file", key);
        var again = await Cli.RunAsync(
            "copy",
            "local",
            "--path",
            safe,
            "--key-file",
            key,
            "--to",
            "local",
            "--to-path",
            back
        );

        Prove(there, 0, "Copied 2 snapshots");
        Prove(again, 0, "was read back and is whole");
        Prove(again, 0, $"the copy at {back} is not encrypted");
        Assert.DoesNotContain("not encrypted", there.Errors, StringComparison.Ordinal);
        var expected = await stage.RunAsync("get", "local", "all", "shop");
        stage.State = back;
        Assert.Equal(expected.Output, (await stage.RunAsync("get", "local", "all", "shop")).Output);
        Prove(await stage.RunAsync("verify", "local"), 0);
    }

    [Fact]
    public async Task The_copy_s_own_variable_encrypts_it()
    {
        await using var stage = await CliStage.StartExportedAsync();
        var safe = Path.Combine(stage.Folder, "safe");

        Prove(
            await stage.RunWithAsync(
                "RELEASEMANAGER_TO_PASSPHRASE",
                "secret",
                "copy",
                "local",
                "--to",
                "local",
                "--to-path",
                safe
            ),
            0
        );

        stage.State = safe;
        Prove(await stage.RunAsync("list", "local"), 5, "is encrypted");
        Prove(await stage.RunWithAsync("RELEASEMANAGER_PASSPHRASE", "secret", "list", "local"), 0, "shop");
    }

    [Fact]
    public async Task Some_snapshots_are_copied_first_and_the_others_later()
    {
        await using var stage = await CliStage.StartExportedAsync();
        await stage.ExportMoreAsync(2);
        var copy = Path.Combine(stage.Folder, "copy");
        string[] command = ["copy", "local", "--to", "local", "--to-path", copy];

        Prove(await stage.RunAsync([.. command, "--dry-run"]), 0, "Would copy 3 snapshots");
        Assert.False(Directory.Exists(copy));
        Prove(await stage.RunAsync([.. command, "--snapshot", "1,latest"]), 0, "Copied 2 snapshots");
        Prove(await stage.RunAsync(command), 0, "Copied 1 snapshots");
        Prove(await stage.RunAsync(command), 0, "3 were there already");
    }

    [Fact]
    public async Task What_is_damaged_is_not_copied_and_ends_with_1()
    {
        await using var stage = await CliStage.StartExportedAsync();
        await stage.ExportMoreAsync(1);
        var snapshot = Path.Combine(stage.State, "snapshots", "00000001.json");
        await File.WriteAllTextAsync(snapshot, "{}", Stop);

        var outcome = await stage.RunAsync(
            "copy",
            "local",
            "--to",
            "local",
            "--to-path",
            Path.Combine(stage.Folder, "copy"),
            "-o",
            "json"
        );

        Prove(outcome, 1, "00000001");
        Assert.Equal(1, (int)outcome.Json["snapshotsCopied"]!);
        Assert.False((bool)outcome.Json["isComplete"]!);
    }

    [Theory]
    [InlineData("--to is missing")]
    [InlineData("'nowhere'", "--to", "nowhere")]
    [InlineData("--to-path is missing", "--to", "local")]
    [InlineData("--to-bucket is missing", "--to", "s3", "--to-path", "x")]
    public async Task Where_to_must_be_said(string said, params string[] flags)
    {
        await using var stage = await CliStage.StartAsync();

        Prove(await stage.RunAsync(["copy", "local", .. flags]), 2, said);
    }

    private static void Prove(CliOutcome outcome, int code, string said = "")
    {
        Assert.True(outcome.Code == code, outcome.ToString());
        Assert.Contains(said, outcome.Output + outcome.Errors, StringComparison.Ordinal);
    }
}
