using ReleaseManager.Core.Comparison;
using Xunit;

namespace ReleaseManager.Core.Tests.Comparison;

public sealed class UnifiedDiffTests
{
    [Fact]
    public void A_change_stands_between_three_lines_of_context()
    {
        var from = string.Concat(Enumerable.Range(1, 20).Select(line => $"{line}\n"));
        var to = from.Replace("\n10\n", "\nten\n", StringComparison.Ordinal);

        var diff = UnifiedDiff.Of("values", "left", from, "right", to);

        Assert.Equal(
            [
                "--- left: values",
                "+++ right: values",
                "@@ -7,7 +7,7 @@",
                " 7",
                " 8",
                " 9",
                "-10",
                "+ten",
                " 11",
                " 12",
                " 13",
            ],
            Lines(diff)
        );
    }

    [Fact]
    public void Changes_far_apart_have_hunks_of_their_own()
    {
        var from = string.Concat(Enumerable.Range(1, 40).Select(line => $"{line}\n"));
        var to = from.Replace("\n5\n", "\n", StringComparison.Ordinal) + "41\n";

        var hunks = Lines(UnifiedDiff.Of("values", "left", from, "right", to)).Where(line => line.StartsWith('@'));

        Assert.Equal(["@@ -2,7 +2,6 @@", "@@ -38,3 +37,4 @@"], hunks);
    }

    [Theory]
    [InlineData("", "a: 1\nb: 2\n", "@@ -0,0 +1,2 @@", "+a: 1", "+b: 2")]
    [InlineData("a: 1\nb: 2\n", "", "@@ -1,2 +0,0 @@", "-a: 1", "-b: 2")]
    public void What_one_side_lacks_is_added_or_removed_whole(string from, string to, params string[] lines) =>
        Assert.Equal(lines, Lines(UnifiedDiff.Of("values", "left", from, "right", to)).Skip(2));

    [Fact]
    public void One_line_has_no_count() =>
        Assert.Equal("@@ -1 +1 @@", Lines(UnifiedDiff.Of("values", "left", "a\n", "right", "b\n"))[2]);

    [Fact]
    public void Equal_texts_have_no_difference() =>
        Assert.Empty(UnifiedDiff.Of("values", "left", "a\n", "right", "a\n"));

    [Fact]
    public void Several_in_a_row_stay_apart()
    {
        var one = UnifiedDiff.Of("values", "left", "a\n", "right", "b\n");
        Assert.EndsWith("\n", one, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', one);
    }

    private static string[] Lines(string diff) => diff.TrimEnd('\n').Split('\n');
}
