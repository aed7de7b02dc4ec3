using System.Text.RegularExpressions;
using ReleaseManager.Contracts;
using Xunit;

namespace ReleaseManager.Lab.Docs;

/// <summary>No document shows commands or files that no test looks at.</summary>
public sealed partial class DocumentCoverageTests
{
    /// <summary>Whose workflows and pipelines tests/PowerShell/Pipelines.Tests.ps1 checks.</summary>
    private const string Pipelines = "docs/how-to/pipelines.md";

    /// <summary>The reference that the program writes: usages, no examples.</summary>
    private const string Reference = "docs/cli/";

    /// <summary>The languages of blocks that are run or read; C# has no user who types it.</summary>
    private static readonly string[] Known = ["sh", "powershell", "yaml", "python", "csharp", "text", ""];

    [Fact]
    public void All_documents_are_found()
    {
        string[] some =
        [
            "README.md",
            "docs/faq.md",
            "docs/how-to/blue-green.md",
            "docs/cmdlets/Start-ReleaseManagerDaemon.md",
            "charts/releasemanager/README.md",
            "module/en-US/about_ReleaseManager_State.help.txt",
        ];
        Assert.Empty(some.Except(Documents.All, StringComparer.Ordinal));
        Assert.Equal(["docs/faq.md"], some.Except(Documents.Stories.Concat(Documents.Pages), StringComparer.Ordinal));
    }

    [Fact]
    public void Blocks_say_what_they_hold()
    {
        var unknown = Blocks(block => !Known.Contains(block.Language, StringComparer.Ordinal));
        Assert.True(unknown.Count == 0, $"blocks of a language that no test looks at: {string.Join(", ", unknown)}");
    }

    [Fact]
    public void Commands_stand_in_blocks_that_are_run()
    {
        var hidden = Blocks(
            block => !block.IsCommands && block.File is null && Command().IsMatch(block.Text),
            except: Reference
        );
        Assert.True(
            hidden.Count == 0,
            $"commands in blocks that are not marked sh or powershell: {string.Join(", ", hidden)}"
        );

        var indented = Documents
            .All.Where(document => document.EndsWith(".md", StringComparison.Ordinal))
            .Where(document => Indented().IsMatch(File.ReadAllText(Repository.PathOf(document.Split('/')))))
            .ToList();
        Assert.True(indented.Count == 0, $"commands in blocks without fences: {string.Join(", ", indented)}");
    }

    [Fact]
    public void Files_are_given_to_the_commands_that_read_them()
    {
        var files = Blocks(block => block is { Language: "yaml", File: null }, except: Pipelines);
        Assert.True(files.Count == 0, $"YAML that nothing reads: {string.Join(", ", files)}");
    }

    [Fact]
    public void A_reason_not_to_run_is_given_for_commands_alone() =>
        Assert.Empty(Blocks(block => block.NotRun is not null && (!block.IsCommands || block.File is not null)));

    private static List<string> Blocks(Func<DocumentBlock, bool> are, string? except = null) =>
        [
            .. Documents
                .All.Where(document => except is null || !document.StartsWith(except, StringComparison.Ordinal))
                .SelectMany(document =>
                    Document.Blocks(document).Where(are).Select(block => $"{document}, line {block.Line}")
                ),
        ];

    // Not a syntax with its parameters in brackets.
    [GeneratedRegex(
        @"^(\$ |> )?(releasemanager|helm|kubectl|dotnet|bash|pwsh|docker|git|curl|jq|velero|openssl|[A-Z][a-z]+-[A-Z]\w+) [^\[<\n]*$",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline,
        1000
    )]
    private static partial Regex Command();

    [GeneratedRegex(
        @"\n\n( {4,}|\t)(\$ )?(releasemanager|helm|kubectl|dotnet|bash|pwsh|docker|git|curl) ",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Indented();
}
