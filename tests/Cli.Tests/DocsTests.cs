using ReleaseManager.Contracts;
using Xunit;

namespace ReleaseManager.Cli.Tests;

/// <summary>The reference of the command line.</summary>
public sealed class DocsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_committed_reference_is_what_the_program_writes()
    {
        using var folder = new TemporaryFolder();
        var written = Path.Combine(folder.Path, "cli");

        var outcome = await Cli.RunAsync("docs", "--output", written);

        Assert.True(outcome.Code == 0, outcome.ToString());
        var committed = Repository.PathOf("docs/cli");
        Assert.Equal(Names(written), Names(committed));
        foreach (var name in Names(written))
        {
            Assert.True(
                await ReadAsync(written, name) == await ReadAsync(committed, name),
                $"docs/cli/{name} is not what 'releasemanager docs --output docs/cli' writes."
            );
        }
    }

    [Fact]
    public async Task It_goes_into_the_folder_docs_unless_another_is_named_and_no_variable_counts()
    {
        using var folder = new TemporaryFolder();
        var variables = new Dictionary<string, string>(StringComparer.Ordinal) { ["RELEASEMANAGER_OUTPUT"] = "json" };

        var dry = await Cli.RunAsync(variables, "docs", "--dry-run");
        var written = await Cli.RunAsync(variables, "docs", $"--output={folder.Path}");
        var refused = await Cli.RunAsync("docs", "--output", Path.Combine(folder.Path, "releasemanager.md", "x"));

        Assert.Equal("./docs", dry.Output.Trim()[^7..^1]);
        Assert.Equal(0, written.Code);
        Assert.Contains("releasemanager_export_local.md", Names(folder.Path));
        Assert.Contains(
            "`--polling-interval 5m0s`",
            await ReadAsync(folder.Path, "releasemanager_daemon_s3.md"),
            StringComparison.Ordinal
        );
        Assert.Equal(2, refused.Code);
        Assert.Contains("cannot be written", refused.Errors, StringComparison.Ordinal);
    }

    private static IReadOnlyList<string> Names(string folder) =>
        [
            .. Directory
                .EnumerateFiles(folder, "*.md")
                .Select(file => Path.GetFileName(file))
                .Order(StringComparer.Ordinal),
        ];

    private static Task<string> ReadAsync(string folder, string name) =>
        File.ReadAllTextAsync(Path.Combine(folder, name), Stop);
}
