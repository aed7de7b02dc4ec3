using System.Globalization;
using ReleaseManager.Core.Releases;
using ReleaseManager.Views;
using Xunit;

namespace ReleaseManager.Core.Tests.Views;

public sealed class ViewTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, "just now")]
    [InlineData(59, "just now")]
    [InlineData(-3000, "just now")]
    [InlineData(60, "1 min ago")]
    [InlineData(3599, "59 min ago")]
    [InlineData(3600, "1 hour ago")]
    [InlineData(3 * 3600 + 1, "3 hours ago")]
    [InlineData(86399, "23 hours ago")]
    [InlineData(86400, "1 day ago")]
    [InlineData(30 * 86400, "30 days ago")]
    [InlineData(31 * 86400, "1 month ago")]
    [InlineData(365 * 86400, "11 months ago")]
    [InlineData(366 * 86400, "1 year ago")]
    [InlineData(20L * 366 * 86400, "20 years ago")]
    public void A_time_is_shown_by_how_long_ago_it_was(long seconds, string text)
    {
        Assert.Equal(text, RelativeTime.Of(Now.AddSeconds(-seconds), Now));
        Assert.True(text.Length <= 13);
    }

    [Theory]
    [InlineData(null, 28, "")]
    [InlineData("the release is there as it was saved", 28, "the release is there as it\nwas saved")]
    [InlineData("the release is there", 20, "the release is there")]
    [InlineData("the release is there", 19, "the release is\nthere")]
    [InlineData("see https://example.com/a/long/address there", 16, "see\nhttps://example.com/a/long/address\nthere")]
    [InlineData("the release is there as it was saved", 0, "the release is there as it was saved")]
    [InlineData("the release is there as it was saved", -52, "the release is there as it was saved")]
    public void A_text_is_broken_between_words(string? text, int width, string lines) =>
        Assert.Equal(lines, WordWrap.Of(text, width));

    [Fact]
    public void A_time_that_is_none_or_far_ahead_is_no_time_ago()
    {
        Assert.Equal("", RelativeTime.Of(null, Now));
        Assert.Equal("", RelativeTime.Of(default(DateTimeOffset), Now));
        Assert.Equal("2027-01-04", RelativeTime.Of(Now.AddDays(40), Now));
    }

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1024, "1.0 KiB")]
    [InlineData(3565158, "3.4 MiB")]
    [InlineData(long.MaxValue, "8,388,608.0 TiB")]
    public void A_size_is_shown_in_the_unit_that_fits(long bytes, string text)
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        try
        {
            Assert.Equal(text, ByteSize.Of(bytes));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Every_status_of_Helm_has_its_colour()
    {
        Assert.All(ReleaseStatuses.All, status => Assert.NotEqual("", Tone.Of(status)));
        Assert.Equal(
            ["Green", "BrightRed", "Yellow", "BrightBlack"],
            ((string[])["deployed", "failed", "pending-upgrade", "superseded"]).Select(Tone.Of)
        );
        Assert.Equal(("Green", "BrightRed"), (Tone.Of(true), Tone.Of(false)));
        Assert.Equal(("", ""), (Tone.Of("anything"), Tone.Of(null)));
        Assert.Equal(
            ("BrightRed", "Green"),
            (Tone.Of(ReleaseImportAction.Refuse), Tone.Of(ReleaseImportOutcome.Restored))
        );
    }
}
