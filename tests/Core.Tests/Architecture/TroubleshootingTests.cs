using System.Text.RegularExpressions;
using ReleaseManager.Contracts;
using Xunit;

namespace ReleaseManager.Core.Tests.Architecture;

/// <summary>Whoever meets an error looks its id up in docs/troubleshooting.md: it has to be there, and nothing that no longer exists.</summary>
public sealed partial class TroubleshootingTests
{
    private const string Page = "docs/troubleshooting.md";

    [Fact]
    public void Every_id_of_an_error_stands_in_the_page()
    {
        var listed = Listed().ToHashSet(StringComparer.Ordinal);
        var missing = ErrorIds
            .InSource.Where(id => !listed.Contains(id.Key))
            .OrderBy(id => id.Key, StringComparer.Ordinal)
            .ToList();
        Assert.True(
            missing.Count == 0,
            $"{Page} has no row for {string.Join(", ", missing.Select(id => $"{id.Key} ({id.Value})"))}"
        );
    }

    [Fact]
    public void Every_id_in_the_page_is_one_that_an_error_can_have()
    {
        var given = ErrorIds.InSource;
        var unknown = Listed().Where(id => !given.ContainsKey(id)).Order(StringComparer.Ordinal);
        Assert.True(!unknown.Any(), $"{Page} has rows for what no file of src gives: {string.Join(", ", unknown)}");
    }

    [Fact]
    public void An_id_has_one_row()
    {
        var twice = Listed().GroupBy(id => id, StringComparer.Ordinal).Where(rows => rows.Count() > 1);
        Assert.True(!twice.Any(), $"{Page} has several rows for {string.Join(", ", twice.Select(rows => rows.Key))}");
    }

    [Fact]
    public void A_row_says_what_happened_and_what_to_do()
    {
        var rows = File.ReadLines(Repository.PathOf(Page)).Where(line => Row().IsMatch(line)).ToList();
        Assert.NotEmpty(rows);
        var thin = rows.Where(row => row.Trim('|').Split(" | ") is not [_, { Length: > 10 }, { Length: > 10 }]);
        Assert.True(!thin.Any(), $"{Page} has rows without three cells:\n{string.Join('\n', thin)}");
    }

    [Theory]
    [InlineData("StateNotFound", "a literal")]
    [InlineData("StateEncrypted", "a constant")]
    [InlineData("ClusterTlsFailed", "one of two, by a condition")]
    [InlineData("ListenFailed", "a variable, by a switch of pairs")]
    [InlineData("BackendNotListable", "a variable, by a switch")]
    [InlineData("ReleaseNotInSnapshot", "a member of a result")]
    [InlineData("ChangeDoesNotFit", "a refusal of a plan")]
    [InlineData("ResourceMissing", "two words put together")]
    [InlineData("ApiForbidden", "what the Kubernetes API calls it")]
    [InlineData("ImportIncomplete", "what a derived error gives its base")]
    [InlineData("Unexpected", "a record of PowerShell's own")]
    public void An_id_is_found_in_the_source_however_it_is_given(string id, string how) =>
        Assert.True(ErrorIds.InSource.ContainsKey(id), $"{id}, given as {how}, was not found");

    private static List<string> Listed() =>
        [
            .. File.ReadLines(Repository.PathOf(Page))
                .Select(line => Row().Match(line))
                .SelectMany(row => Word().Matches(row.Value))
                .Select(match => match.Groups["id"].Value),
        ];

    /// <summary>The first cell of a row that begins with an id.</summary>
    [GeneratedRegex(@"^\| `[^|]*\|", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Row();

    [GeneratedRegex(@"`(?<id>\w+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Word();
}
