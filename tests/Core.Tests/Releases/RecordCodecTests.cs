using System.Text;
using ReleaseManager.Core.Releases;
using Xunit;

namespace ReleaseManager.Core.Tests.Releases;

public sealed class RecordCodecTests
{
    private static readonly byte[] Json = """{"name":"web","version":1}"""u8.ToArray();

    [Fact]
    public void Every_record_that_Helm_wrote_decodes_and_parses()
    {
        Assert.True(Recorded.Values.Count > 20);
        Assert.All(
            Recorded.Bodies,
            body =>
            {
                var release = Release.Parse(body);
                Assert.NotEqual("", release.Name);
                Assert.True(release.Revision > 0);
                Assert.Contains(release.Status, ReleaseStatuses.All);
                Assert.NotNull(release.Chart);
                Assert.NotNull(release.LastDeployed);
            }
        );
    }

    [Fact]
    public void What_is_encoded_decodes_again() =>
        Assert.All(Recorded.Bodies, body => Assert.Equal(body, Decode(RecordCodec.Encode(body))));

    [Fact]
    public void Records_are_stored_as_Helm_stores_them()
    {
        var bytes = Convert.FromBase64String(Encoding.ASCII.GetString(RecordCodec.Encode(Json)));

        Assert.Equal([0x1f, 0x8b, 8], bytes[..3]);
        Assert.Equal(Json, GzipFile.Read(bytes, 1_000));
    }

    [Fact]
    public void Json_without_gzip_is_taken_as_it_is() => Assert.Equal(Json, Decode(Base64(Json)));

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 0x1f })]
    [InlineData(new byte[] { 0x1f, 0x8b, 8 })]
    [InlineData(new byte[] { 0x1f, 0x8b, 7, 0, 0 })]
    public void What_does_not_start_as_gzip_does_is_left_to_the_json_reader(byte[] bytes) =>
        Assert.Equal(bytes, Decode(Base64(bytes)));

    [Theory]
    [InlineData("\n")]
    [InlineData("\r")]
    [InlineData("\r\n")]
    public void Line_breaks_in_base64_are_tolerated(string lineBreak)
    {
        var text = Encoding.ASCII.GetString(Base64(GzipFile.Of(Json)));

        Assert.Equal(Json, Decode(string.Join(lineBreak, text.Select(one => one.ToString())) + lineBreak));
        Assert.Equal(Json, Decode(lineBreak + text));
    }

    [Theory]
    [InlineData("e30 ")]
    [InlineData(" e30=")]
    [InlineData("e3\t0=")]
    [InlineData("e30")]
    [InlineData("e30==")]
    [InlineData("e30=e30=")]
    [InlineData("e3!=")]
    [InlineData("e30=\0")]
    [InlineData("_-8=")]
    [InlineData("=")]
    [InlineData("e30=\u00a0")]
    [InlineData("{}")]
    public void What_is_no_base64_is_refused(string text) =>
        Assert.Equal("RecordUnreadable", Refused(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Bits_behind_the_last_byte_do_not_matter() => Assert.Equal("{}"u8.ToArray(), Decode("e31="));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(0, 1)]
    [InlineData(3, 5)]
    public void Several_gzip_members_are_one(int first, int second)
    {
        byte[] bytes = [.. GzipFile.Of(Json), .. GzipFile.Of(new byte[first]), .. GzipFile.Of(new byte[second])];

        Assert.Equal([.. Json, .. new byte[first + second]], Decode(Base64(bytes)));
    }

    [Theory]
    [InlineData("\0")]
    [InlineData("\0\0\0\0\0\0\0\0")]
    [InlineData("trailing")]
    [InlineData("\u001f\u008b\b")]
    public void Anything_else_behind_gzip_is_refused(string rest) =>
        Assert.Equal("RecordUnreadable", Refused(Base64([.. GzipFile.Of(Json), .. Encoding.Latin1.GetBytes(rest)])));

    [Fact]
    public void A_header_may_hold_all_that_gzip_allows()
    {
        byte[] extra = [3, 0, 1, 2, 3];
        byte[] text = [.. "name"u8, 0];
        byte[] longest = [.. Enumerable.Repeat((byte)'n', 511), 0];

        Assert.Equal(Json, Decode(Base64(GzipFile.With(Json, 1, []))));
        Assert.Equal(Json, Decode(Base64(GzipFile.With(Json, 4, extra))));
        Assert.Equal(Json, Decode(Base64(GzipFile.With(Json, 8, text))));
        Assert.Equal(Json, Decode(Base64(GzipFile.With(Json, 8, longest))));
        Assert.Equal(Json, Decode(Base64(GzipFile.With(Json, 16, text))));
        Assert.Equal(Json, Decode(Base64(GzipFile.With(Json, 28, [.. extra, .. text, .. text], checksum: true))));
        Assert.Equal("RecordUnreadable", Refused(Base64(GzipFile.With(Json, 8, [(byte)'n', .. longest]))));
        Assert.Equal("RecordUnreadable", Refused(Base64(GzipFile.With(Json, 2, [1, 2]))));
    }

    [Fact]
    public void Each_byte_of_gzip_that_is_damaged_or_missing_is_noticed()
    {
        var bytes = GzipFile.Of(Json);
        for (var at = 0; at < bytes.Length; at++)
        {
            Assert.Equal("RecordUnreadable", at > 3 ? Refused(Base64(bytes.AsSpan(0, at))) : "RecordUnreadable");
            // Flags, time, level and system say nothing of the content.
            if (at is >= 3 and < 10)
            {
                continue;
            }

            var damaged = (byte[])bytes.Clone();
            damaged[at] ^= 0x10;
            if (at < 3)
            {
                Assert.Equal("RecordUnreadable", Assert.Throws<RecordException>(() => Parse(damaged)).ErrorId);
            }
            else
            {
                // The last byte of the compressed data has bits that nothing reads.
                Assert.True(SameOrRefused(damaged));
            }
        }

        static Release Parse(byte[] bytes) => Release.Parse(Decode(Base64(bytes)));
        static bool SameOrRefused(byte[] bytes)
        {
            try
            {
                return Decode(Base64(bytes)).AsSpan().SequenceEqual(Json);
            }
            catch (RecordException)
            {
                return true;
            }
        }
    }

    [Fact]
    public void An_error_names_the_record_and_nothing_of_its_value()
    {
        var record = new StoredRecord
        {
            Driver = StorageDriver.Secret,
            Namespace = "shop",
            ObjectName = "sh.helm.release.v1.web.v1",
            Value = Base64("""{"name":"web","info":{"status":["hunter2"]}}"""u8),
        };

        var error = Assert.Throws<RecordException>(() => Release.Read(record));
        Assert.Equal("shop/sh.helm.release.v1.web.v1", error.Target);
        Assert.Contains("info.status", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", error.ToString(), StringComparison.Ordinal);
    }

    private static byte[] Base64(ReadOnlySpan<byte> bytes) => Encoding.ASCII.GetBytes(Convert.ToBase64String(bytes));

    private static byte[] Decode(string text) => Decode(Encoding.UTF8.GetBytes(text));

    private static byte[] Decode(byte[] value) => RecordCodec.Decode(value, DecodeLimits.Default);

    private static string Refused(byte[] value) => Assert.Throws<RecordException>(() => Decode(value)).ErrorId;
}
