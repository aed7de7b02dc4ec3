using Xunit;

namespace ReleaseManager.Cli.Tests;

public sealed class RetentionTests
{
    [Fact]
    public async Task A_dry_run_shows_what_goes_what_stays_and_why()
    {
        await using var stage = await StartAsync();

        var outcome = await stage.RunAsync("prune", "local", "--keep-last", "2", "--dry-run");

        Prove(outcome, 0, "SNAPSHOT   TIME");
        Assert.Matches("(?m)^1 .* remove +no rule keeps it", outcome.Output);
        Assert.Matches("(?m)^2 .* keep +last", outcome.Output);
        Assert.Matches("(?m)^3 .* keep +the last good one of its cluster", outcome.Output);
        Assert.Contains("Would remove 1 of 3 snapshots", outcome.Output, StringComparison.Ordinal);
        Assert.Equal(3, await CountAsync(stage));
    }

    [Fact]
    public async Task Rules_remove_what_none_keeps_once_it_is_confirmed()
    {
        await using var stage = await StartAsync();

        Prove(await stage.RunAsync("prune", "local", "--keep-last", "1"), 2, "--yes");
        Assert.Equal(3, await CountAsync(stage));
        var outcome = await stage.RunAsync("prune", "local", "--keep-last", "1", "--yes", "-o", "json");

        Prove(outcome, 0);
        Assert.Equal(2, (int)outcome.Json["snapshotsRemoved"]!);
        Assert.True((bool)outcome.Json["applied"]!);
        Assert.False((bool)outcome.Json["decisions"]![0]!["keep"]!);
        Assert.Equal(1, await CountAsync(stage));
        Prove(await stage.RunAsync("verify", "local"), 0);

        // Nothing goes any more, so nobody needs to be asked.
        Prove(await stage.RunAsync("prune", "local", "--keep-last", "1"), 0, "Removed 0 of 1 snapshots");
    }

    [Fact]
    public async Task Snapshots_are_removed_by_their_numbers()
    {
        await using var stage = await StartAsync();

        Prove(await stage.RunAsync("prune", "local", "--snapshot", "1,2", "--yes"), 0, "Removed 2 of 3");
        Assert.Equal(1, await CountAsync(stage));
        Prove(await stage.RunAsync("prune", "local", "--snapshot", "3", "--yes"), 5, "Snapshot 3");
        Prove(await stage.RunAsync("prune", "local", "--snapshot", "7", "--yes"), 5, "no snapshot 7");
        Prove(await stage.RunAsync("prune", "local", "--snapshot", "latest", "--yes"), 2, "'latest'");
    }

    [Theory]
    [InlineData]
    [InlineData("--keep-last", "2", "--snapshot", "1")]
    public async Task Just_one_thing_says_what_goes(params string[] flags)
    {
        await using var stage = await CliStage.StartAsync();

        Prove(await stage.RunAsync(["prune", "local", "--yes", .. flags]), 2, "--keep-last");
    }

    [Fact]
    public async Task A_quick_verify_finds_what_is_missing_and_leaves_the_bytes_to_a_full_one()
    {
        await using var stage = await StartAsync();
        var records = Directory.GetFiles(Path.Combine(stage.State, "records"), "*", SearchOption.AllDirectories);
        var bytes = await File.ReadAllBytesAsync(records[0], TestContext.Current.CancellationToken);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(records[0], bytes, TestContext.Current.CancellationToken);

        Prove(await stage.RunAsync("verify", "local", "--quick"), 0, "was not read");
        Prove(await stage.RunAsync("verify", "local"), 5, Path.GetFileName(records[0]));
        File.Delete(records[1]);
        Prove(await stage.RunAsync("verify", "local", "--quick"), 5, Path.GetFileName(records[1]));
    }

    /// <summary>A stage with three snapshots.</summary>
    private static async Task<CliStage> StartAsync()
    {
        var stage = await CliStage.StartExportedAsync();
        await stage.ExportMoreAsync(2);
        return stage;
    }

    private static async Task<int> CountAsync(CliStage stage) =>
        (await stage.RunAsync("list", "local", "--snapshots", "-o", "json")).Json.AsArray().Count;

    private static void Prove(CliOutcome outcome, int code, string said = "")
    {
        Assert.True(outcome.Code == code, outcome.ToString());
        Assert.Contains(said, outcome.Output + outcome.Errors, StringComparison.Ordinal);
    }
}
