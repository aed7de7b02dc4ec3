using System.Text;
using FsCheck;
using FsCheck.Fluent;
using ReleaseManager.Core.Clusters.Http;
using Xunit;

namespace ReleaseManager.Core.Tests.Clusters;

/// <summary>The stream that writes something else where a mark stands, however the bytes are cut.</summary>
public sealed class MarkReplacingStreamTests
{
    private const string Mark = "<mark";
    private const string Instead = "a\r\n<b";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("head: <mark\r\n\r\n{}")]
    [InlineData("<mark")]
    [InlineData("<mark<mark")]
    [InlineData("a<<mark<marr<m<mark.")]
    [InlineData("<mar<marb<")]
    [InlineData("nothing of it")]
    public async Task It_finds_the_mark_wherever_the_bytes_are_cut(string text)
    {
        for (var first = 0; first <= text.Length; first++)
        {
            for (var second = first; second <= text.Length; second++)
            {
                Assert.Equal(
                    Wanted(text),
                    await WrittenAsync([text[..first], text[first..second], text[second..]], atOnce: true)
                );
            }
        }
    }

    [Fact]
    public void Any_pieces_are_written_as_the_whole_is() =>
        Prop.ForAll(
                Gen.Elements("<", "m", "<m", "<mark", "ark", "<<mark<", "other", "").ListOf().ToArbitrary(),
                async pieces => await WrittenAsync(pieces, atOnce: false) == Wanted(string.Concat(pieces))
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public async Task What_cannot_be_a_mark_is_not_held_back()
    {
        await using var inner = new MemoryStream();
        await using var stream = Over(inner);

        await stream.WriteAsync("begin <m"u8.ToArray(), Stop);
        Assert.Equal("begin "u8.ToArray(), inner.ToArray());
        await stream.WriteAsync("o"u8.ToArray(), Stop);
        await stream.FlushAsync(Stop);

        Assert.Equal("begin <mo"u8.ToArray(), inner.ToArray());
    }

    [Fact]
    public async Task What_is_read_passes_as_it_is()
    {
        await using var inner = new MemoryStream("a<markb"u8.ToArray());
        await using var stream = Over(inner);

        using var reader = new StreamReader(stream);

        Assert.Equal("a<markb", await reader.ReadToEndAsync(Stop));
    }

    /// <summary>What arrives, less what is held back: a beginning of the mark at the very end.</summary>
    private static string Wanted(string text)
    {
        var whole = text.Replace(Mark, Instead, StringComparison.Ordinal);
        for (var held = Mark.Length - 1; held > 0; held--)
        {
            if (text.EndsWith(Mark[..held], StringComparison.Ordinal))
            {
                return whole[..^held];
            }
        }

        return whole;
    }

    private static async Task<string> WrittenAsync(IEnumerable<string> pieces, bool atOnce)
    {
        await using var inner = new MemoryStream();
        await using var stream = Over(inner);
        foreach (var piece in pieces.Select(Encoding.ASCII.GetBytes))
        {
            if (atOnce)
            {
                stream.Write(piece);
            }
            else
            {
                await stream.WriteAsync(piece, Stop);
            }
        }

        return Encoding.ASCII.GetString(inner.ToArray());
    }

    private static MarkReplacingStream Over(Stream inner) =>
        new(inner, Encoding.ASCII.GetBytes(Mark), Encoding.ASCII.GetBytes(Instead));
}
