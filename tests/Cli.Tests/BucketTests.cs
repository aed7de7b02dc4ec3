using Xunit;

namespace ReleaseManager.Cli.Tests;

/// <summary>The verbs against a real object store.</summary>
public sealed class BucketTests(CliStore store)
{
    [Theory]
    [InlineData(CliStore.PlainBucket)]
    [InlineData(CliStore.VersionedBucket)]
    public async Task A_state_lives_in_a_bucket_from_its_first_export_to_its_end(string bucket)
    {
        await using var stage = await StartAsync();
        var flags = await store.FlagsAsync(bucket);
        var isVersioned = bucket is CliStore.VersionedBucket;

        var first = await RunAsync(stage, "export", flags);
        Prove(first, 0, "Snapshot 1 written to s3://");
        Assert.Equal(!isVersioned, first.Errors.Contains("keeps no old versions", StringComparison.Ordinal));
        await stage.InstallAsync("web", "blog", 1, "deployed");
        var second = await RunAsync(stage, "export", flags);
        Prove(second, 0, "Snapshot 2 written");
        Assert.DoesNotContain("versions", second.Errors, StringComparison.Ordinal);

        Prove(await RunAsync(stage, "list", flags), 0, "blog");
        Prove(await RunAsync(stage, "list", [.. flags, "--snapshots"]), 0, "SNAPSHOT");
        Prove(await RunAsync(stage, "get", flags, "values", "shop"), 0, "colour: green");
        Prove(await RunAsync(stage, "verify", flags), 0, "Everything is there and whole.");
        Prove(await RunAsync(stage, "verify", [.. flags, "--quick"]), 0, "was not read");

        var pruned = await RunAsync(stage, "prune", [.. flags, "--keep-last", "1", "--yes"]);
        Prove(pruned, 0, "Removed 1 of 2 snapshots");
        Assert.Equal(isVersioned, pruned.Errors.Contains("old versions of what was removed", StringComparison.Ordinal));

        var folder = Path.Combine(stage.Folder, "folder");
        Prove(await RunAsync(stage, "copy", [.. flags, "--to", "local", "--to-path", folder]), 0, "is whole");
        Prove(await Cli.RunAsync("list", "local", "--path", folder), 0, "blog");

        var cleared = await RunAsync(stage, "clear", [.. flags, "--yes"]);
        Prove(cleared, 0, "Removed 1 snapshots");
        Assert.Equal(isVersioned, cleared.Errors.Contains("old versions", StringComparison.Ordinal));
        Prove(await RunAsync(stage, "list", flags), 5, "no saved state");
    }

    [Fact]
    public async Task A_folder_is_copied_into_a_bucket_encrypted_and_comes_back_from_there()
    {
        await using var stage = await StartAsync();
        var flags = await store.FlagsAsync(CliStore.PlainBucket);
        var copyFlags = await store.FlagsAsync(CliStore.PlainBucket, "to-");
        var key = await stage.WriteKeyAsync("key");
        Prove(await stage.RunAsync("export", "local"), 0);

        var copied = await Cli.RunAsync(
            CliStore.Environment,
            [
                "copy",
                "local",
                "--path",
                stage.State,
                "--to",
                "s3",
                "--to-path",
                PathOf(stage),
                "--to-key-file",
                key,
                .. copyFlags,
            ]
        );

        Prove(copied, 0, "Copied 1 snapshots");
        Prove(await RunAsync(stage, "list", flags), 5, "is encrypted");
        Prove(await RunAsync(stage, "list", [.. flags, "--key-file", key]), 0, "shop");
        Prove(await RunAsync(stage, "key", flags, "list"), 0, "key file");
        var (same, label) = (await DiffAsync(), $"snapshot 1 of s3://{CliStore.PlainBucket}/{PathOf(stage)}");
        Prove(same, 0, label);
        Assert.All(same.Json.AsArray(), one => Assert.Equal("Equal", (string?)one!["change"]));

        async Task<CliOutcome> DiffAsync() =>
            await Cli.RunAsync(
                CliStore.Environment,
                [
                    .. (string[])["diff", "local", "--path", stage.State, "--include-equal", "--output", "json"],
                    .. (string[])
                        ["--difference", "s3", "--difference-path", PathOf(stage), "--difference-key-file", key],
                    .. await store.FlagsAsync(CliStore.PlainBucket, "difference-"),
                ]
            );
    }

    [Fact]
    public async Task Wrong_keys_of_a_bucket_end_with_4_and_are_not_shown()
    {
        await using var stage = await StartAsync();
        var flags = await store.FlagsAsync(CliStore.PlainBucket);

        var outcome = await RunAsync(
            stage,
            "list",
            [.. flags, "--accessKeyID", "NOBODY", "--secretAccessKey", "not-to-be-shown"]
        );

        Prove(outcome, 4);
        Assert.DoesNotContain("not-to-be-shown", outcome.ToString(), StringComparison.Ordinal);
    }

    private static async Task<CliStage> StartAsync()
    {
        var stage = await CliStage.StartAsync();
        await stage.CreateNamespaceAsync("web");
        await stage.InstallAsync("web", "shop", 1, "deployed");
        return stage;
    }

    /// <summary>Each test has a path of its own in the bucket: that of its folder.</summary>
    private static string PathOf(CliStage stage) => Path.GetFileName(stage.Folder);

    private static Task<CliOutcome> RunAsync(CliStage stage, string verb, string[] flags, params string[] parts) =>
        Cli.RunAsync(
            CliStore.Environment,
            [
                verb,
                .. verb is "key" ? [.. parts, "s3"] : (string[])["s3", .. parts],
                .. flags,
                "--path",
                PathOf(stage),
                "--kubeconfig",
                stage.Kubeconfig,
            ]
        );

    private static void Prove(CliOutcome outcome, int code, string said = "")
    {
        Assert.True(outcome.Code == code, outcome.ToString());
        Assert.Contains(said, outcome.Output + outcome.Errors, StringComparison.Ordinal);
    }
}
