using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using ReleaseManager.Core.Releases;
using Xunit;

namespace ReleaseManager.Core.Tests.Releases;

/// <summary>Numbers, times and text in the form that Go gives them.</summary>
public sealed class GoFormatTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(-0.0, "-0")]
    [InlineData(1, "1")]
    [InlineData(-1.5, "-1.5")]
    [InlineData(0.1, "0.1")]
    [InlineData(100, "100")]
    [InlineData(1e20, "100000000000000000000")]
    [InlineData(1e21, "1e+21")]
    [InlineData(1.5e300, "1.5e+300")]
    [InlineData(0.000001, "0.000001")]
    [InlineData(0.0000001, "1e-7")]
    [InlineData(1.25e-10, "1.25e-10")]
    [InlineData(5e-324, "5e-324")]
    [InlineData(double.MaxValue, "1.7976931348623157e+308")]
    [InlineData(9007199254740993, "9007199254740992")]
    [InlineData(1e17, "100000000000000000")]
    [InlineData(123456789.125, "123456789.125")]
    [InlineData(double.NaN, null)]
    [InlineData(double.NegativeInfinity, null)]
    public void A_float_is_written_as_encoding_json_does(double value, string? text) =>
        Assert.Equal(text, GoNumber.Format(value));

    [Fact]
    public void What_is_written_reads_as_the_same_float() =>
        Prop.ForAll(
                ArbMap.Default.GeneratorFor<double>().Where(double.IsFinite).ToArbitrary(),
                value =>
                    BitConverter.DoubleToInt64Bits(double.Parse(GoNumber.Format(value)!, CultureInfo.InvariantCulture))
                    == BitConverter.DoubleToInt64Bits(value)
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    [Theory]
    [InlineData("2026-11-22T11:38:55Z", "2026-11-22T11:38:55Z")]
    [InlineData("2026-11-22T11:38:55.120+05:30", "2026-11-22T11:38:55.12+05:30")]
    [InlineData("2026-11-22T11:38:55.123456789-11:00", "2026-11-22T11:38:55.1234567-11:00")]
    [InlineData("2026-11-22T11:38:55.000000000+00:00", "2026-11-22T11:38:55Z")]
    [InlineData("9999-12-31T23:59:59.999999999Z", "9999-12-31T23:59:59.9999999Z")]
    public void A_time_is_read_and_written_as_Go_does(string text, string written)
    {
        Assert.True(RecordTime.TryParse(text, out var time));

        Assert.Equal(written, RecordTime.Format(time!.Value));
    }

    [Theory]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("0000-12-31T00:00:00Z")]
    public void The_zero_time_is_none(string text)
    {
        Assert.True(RecordTime.TryParse(text, out var time));

        Assert.Null(time);
    }

    [Fact]
    public void Any_time_comes_back_as_it_was_written() =>
        Prop.ForAll(
                (
                    from day in Gen.Choose(1, 3_650_000)
                    from ticks in Gen.Choose(0, int.MaxValue)
                    from minutes in Gen.Choose(-14 * 60, 14 * 60)
                    select new DateTimeOffset(
                        (day * TimeSpan.TicksPerDay) + (ticks * 401L),
                        TimeSpan.FromMinutes(minutes)
                    )
                ).ToArbitrary(),
                time => RecordTime.TryParse(RecordTime.Format(time), out var read) && read!.Value.EqualsExact(time)
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    [Fact]
    public void Text_compares_by_its_bytes() =>
        Prop.ForAll(
                (
                    from runes in Gen.Elements("a", "b", "Z", "é", "\uffff", "\U00010000", "\U0010ffff", "\ue000")
                        .ListOf()
                        .Two()
                    select runes
                ).ToArbitrary(),
                pair =>
                {
                    var (a, b) = (string.Concat(pair.Item1), string.Concat(pair.Item2));
                    var bytes = Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b));
                    return Math.Sign(GoText.Compare(a, b)) == Math.Sign(bytes);
                }
            )
            .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(new byte[] { 0x61, 0xff, 0x62 }, "a\ufffdb")]
    [InlineData(new byte[] { 0xe2, 0x82 }, "\ufffd\ufffd")]
    [InlineData(new byte[] { 0xed, 0xa0, 0x80 }, "\ufffd\ufffd\ufffd")]
    [InlineData(new byte[] { 0xf0, 0x9f, 0x9a, 0x80 }, "\U0001f680")]
    public void Each_byte_that_is_no_text_is_replaced(byte[] bytes, string text) =>
        Assert.Equal(text, GoText.FromUtf8(bytes));

    [Fact]
    public void A_string_is_written_and_read_as_Go_does() =>
        Prop.ForAll(
                ArbMap.Default.GeneratorFor<NonNull<string>>().ToArbitrary(),
                one =>
                {
                    var text = string.Concat(one.Get.EnumerateRunes());
                    var output = new System.Buffers.ArrayBufferWriter<byte>();
                    GoJson.Write(output, text);
                    return JsonNode.Parse(output.WrittenSpan)!.GetValue<string>() == text
                        && GoJson.Read(output.WrittenSpan[1..^1]) == text
                        && output.WrittenSpan.IndexOfAny("<>&"u8) < 0;
                }
            )
            .QuickCheckThrowOnFailure();
}
