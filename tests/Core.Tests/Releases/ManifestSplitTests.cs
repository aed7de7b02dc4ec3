using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using ReleaseManager.Core.Releases;
using Xunit;

namespace ReleaseManager.Core.Tests.Releases;

public sealed partial class ManifestSplitTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData(" \n\t\n", "")]
    [InlineData("a", "a")]
    [InlineData("---\na\n---\nb\n", "a|b")]
    [InlineData("a\n---\n---\nb", "a|---\nb")]
    [InlineData("---\n---\na", "---\na")]
    [InlineData("a\n---kind: B\nc", "a|kind: B\nc")]
    [InlineData("a\n---- b", "a|- b")]
    [InlineData("a\n--- # b\nc", "a|# b\nc")]
    [InlineData("a\n --- b", "a\n --- b")]
    [InlineData("a --- b", "a --- b")]
    [InlineData("a\r\n---\r\nb\r\n", "a|b")]
    [InlineData("a\r---\rb", "a\r---\rb")]
    [InlineData("a\n\n \n---  \n\n b", "a|b")]
    [InlineData("---a", "a")]
    [InlineData("a\n---", "a")]
    [InlineData("a: |\n  x\n---\nb", "a: |\n  x|b")]
    [InlineData("a\n---\u00a0\nb", "a|b")]
    [InlineData("\ufeff---\na", "\ufeff---\na")]
    public void For_sorting_any_line_that_starts_with_three_dashes_separates(string manifest, string documents)
    {
        var split = Manifest.Split(manifest);

        Assert.Equal(documents, string.Join('|', split.Select(document => document.Text)));
        Assert.Equal(Enumerable.Range(0, split.Count), split.Select(document => document.Index));
    }

    [Fact]
    public void For_sorting_a_manifest_is_split_as_by_Helms_regular_expression() =>
        Prop.ForAll(
                Gen.Elements(
                        "---",
                        "--",
                        "-",
                        "\n",
                        "\n",
                        "\n---",
                        "\r\n",
                        " ",
                        "\t",
                        "\f",
                        "\v",
                        "\u00a0",
                        "\u0085",
                        "a",
                        "#"
                    )
                    .ListOf()
                    .Select(string.Concat)
                    .ToArbitrary(),
                text => Manifest.Split(text).Select(document => document.Text).SequenceEqual(ByExpression(text))
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Fact]
    public void Much_white_space_takes_no_time_that_grows_with_its_square()
    {
        var text = "a" + new string('\n', 4_000_000) + "b\n---\nc";

        Assert.Equal(2, Manifest.Split(text).Count);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("a: 1\n---\nb: 2", "a: 1\n|b: 2\n")]
    [InlineData("---\na: 1\n--- # c\nb: 2\n", "---\na: 1\n|b: 2\n")]
    [InlineData("a: 1\n---\t \nb: 2\n", "a: 1\n|b: 2\n")]
    [InlineData("a: 1\r\n---\r\nb: 2\r\n", "a: 1\n|b: 2\n")]
    [InlineData("a: 1\n---\n---\nb: 2\n", "a: 1\n|---\nb: 2\n")]
    [InlineData("a: |\n ---\n", "a: |\n ---\n")]
    [InlineData("a: 1\n--- b: 2\n", null)]
    [InlineData("a: 1\n---b: 2\n", null)]
    [InlineData("a: 1\n----\n", null)]
    [InlineData("--- a: 1\n", null)]
    public void For_applying_only_blanks_and_a_comment_may_follow_the_dashes(string manifest, string? documents)
    {
        if (documents is null)
        {
            Assert.Throws<RecordException>(() => ManifestSplitter.ForApplying(manifest).ToList());
            return;
        }

        Assert.Equal(documents, string.Join('|', ManifestSplitter.ForApplying(manifest).Select(one => one.Text)));
    }

    [Theory]
    [InlineData("# Source: app/templates/a.yaml\nkind: A", "app/templates/a.yaml")]
    [InlineData("---\n# c\n\n# Source: a b \nkind: A", "a b")]
    [InlineData("kind: A\n# Source: a", null)]
    [InlineData("#Source: a", null)]
    [InlineData(" # Source: a", null)]
    [InlineData("", null)]
    public void A_document_tells_where_it_comes_from(string text, string? source) =>
        Assert.Equal(source, new ManifestDocument(0, text).Source);

    private static IEnumerable<string> ByExpression(string text) =>
        HelmsSeparator()
            .Split(text.Trim())
            .Where(one => one.Length > 0)
            .Select(one => one.Trim())
            .Where(one => one.Length > 0);

    // Helm's `(?:^|\s*\n)---\s*`, where \s is what it is for Go.
    [GeneratedRegex(@"(?:^|[\t\n\f\r ]*\n)---[\t\n\f\r ]*", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex HelmsSeparator();
}
