using System.Text;
using FsCheck;
using FsCheck.Fluent;
using ReleaseManager.Core.Releases;
using Xunit;

namespace ReleaseManager.Core.Tests.Releases;

/// <summary>A hostile record is an error of that record: no crash, and no memory beyond what the limits allow.</summary>
public sealed class RecordLimitTests
{
    [Fact]
    public void A_value_larger_than_allowed_is_not_looked_at()
    {
        var limits = new DecodeLimits { RecordBytes = 1_000 };

        Assert.Equal("RecordTooLarge", Refused(new byte[1_001], limits));
        Assert.Equal("RecordUnreadable", Refused(new byte[1_000], limits));
    }

    [Fact]
    public void What_decompresses_to_more_than_allowed_is_refused()
    {
        var limits = new DecodeLimits { DecompressedBytes = 1_000 };

        Assert.Equal(1_000, RecordCodec.Decode(Base64(GzipFile.Of(new byte[1_000])), limits).Length);
        Assert.Equal("RecordTooLarge", Refused(Base64(GzipFile.Of(new byte[1_001])), limits));
        Assert.Equal(
            "RecordTooLarge",
            Refused(Base64([.. GzipFile.Of(new byte[501]), .. GzipFile.Of(new byte[500])]), limits)
        );
        Assert.Equal("RecordTooLarge", Refused(Base64(new byte[1_001]), limits));
    }

    [Fact]
    public void A_decompression_bomb_takes_no_more_memory_than_the_limit()
    {
        var bomb = Base64(GzipFile.Of(new byte[512 << 20]));
        Assert.True(bomb.Length < 1 << 20);
        var limits = new DecodeLimits { DecompressedBytes = 1 << 20 };

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal("RecordTooLarge", Refused(bomb, limits));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 << 20);
    }

    [Fact]
    public void A_bomb_of_many_small_members_takes_no_more_memory_than_the_limit()
    {
        var member = GzipFile.Of([]);
        var bytes = new byte[member.Length * 20_000];
        for (var at = 0; at < bytes.Length; at += member.Length)
        {
            member.CopyTo(bytes, at);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Empty(GzipFile.Read(bytes, 1_000));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 << 20);
    }

    [Theory]
    [InlineData("""{"config":""")]
    [InlineData("""{"unknown":""")]
    [InlineData("""{"chart":{"values":{"a":""")]
    [InlineData("")]
    public void What_nests_too_deep_is_refused(string head)
    {
        foreach (var level in new[] { "[", """{"a":""" })
        {
            var json = Encoding.UTF8.GetBytes(head + string.Concat(Enumerable.Repeat(level, 1_000_000)));
            Assert.Equal("RecordUnreadable", Assert.Throws<RecordException>(() => Release.Parse(json)).ErrorId);
        }
    }

    [Theory]
    [InlineData("""{"hooks":[""", "null,")]
    [InlineData("""{"chart":{"templates":[""", "{},")]
    [InlineData("""{"config":{"a":[""", "1,")]
    [InlineData("""{"unknown":[""", "1,")]
    public void More_values_than_memory_should_hold_are_refused(string head, string value)
    {
        var json = Encoding.UTF8.GetBytes(head + string.Concat(Enumerable.Repeat(value, 1_000_001)));

        Assert.Equal("RecordTooLarge", Assert.Throws<RecordException>(() => Release.Parse(json)).ErrorId);
    }

    [Fact]
    public void Random_bytes_are_an_error_or_a_release_and_nothing_else() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes => IsHandled(bytes) && IsHandled(Base64(bytes)))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Truncated_and_damaged_records_are_an_error_or_a_release_and_nothing_else() =>
        Prop.ForAll(
                (
                    from value in Gen.Elements<byte[]>(Recorded.Values)
                    from at in Gen.Choose(0, value.Length - 1)
                    from bit in Gen.Choose(0, 7)
                    select (value, at, bit)
                ).ToArbitrary(),
                one => IsHandled(one.value[..one.at]) && IsHandled(Flipped(one.value, one.at, one.bit))
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    [Fact]
    public void Damaged_json_is_an_error_or_a_release_and_nothing_else() =>
        Prop.ForAll(
                (
                    from body in Gen.Elements<byte[]>(Recorded.Bodies)
                    from at in Gen.Choose(0, body.Length - 1)
                    from bit in Gen.Choose(0, 7)
                    from cut in Gen.Elements(false, true)
                    select cut ? body[..at] : Flipped(body, at, bit)
                ).ToArbitrary(),
                json => IsHandled(Base64(json)) && IsHandled(Base64(GzipFile.Of(json)))
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    [Fact]
    public void A_damaged_record_never_reads_as_another_one() =>
        Prop.ForAll(
                (
                    from index in Gen.Choose(0, Recorded.Values.Count - 1)
                    from at in Gen.Choose(0, Recorded.Values[index].Length - 1)
                    from bit in Gen.Choose(0, 7)
                    select (index, at, bit)
                ).ToArbitrary(),
                one =>
                {
                    try
                    {
                        var damaged = Flipped(Recorded.Values[one.index], one.at, one.bit);
                        var body = RecordCodec.Decode(damaged, DecodeLimits.Default);
                        return !body.AsSpan().StartsWith("{"u8)
                            || body.AsSpan().SequenceEqual(Recorded.Bodies[one.index]);
                    }
                    catch (RecordException)
                    {
                        return true;
                    }
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    // Everything that a release shows is asked for: it may fail while it is read, but not later.
    private static bool IsHandled(byte[] value)
    {
        Release release;
        try
        {
            release = Release.Parse(RecordCodec.Decode(value, DecodeLimits.Default));
        }
        catch (RecordException)
        {
            return true;
        }

        object?[] all =
        [
            .. ReleaseView.ContentOf(release).Hooks,
            .. HookOrder.For(release.Hooks, "pre-install"),
            .. release.Templates,
            .. release.CrdFiles,
            .. Manifest.Split(release.Manifest),
            release.ApplyMethod,
            release.Chart,
            release.ChartSchema,
            release.ChartValues,
            release.Deleted,
            release.LastDeployed,
            release.LastDeployedText,
            release.Name,
            release.Namespace,
            release.Revision,
            release.Status,
        ];
        return all.Length > 0 && IsHandled(release.Manifest);
    }

    private static bool IsHandled(string manifest)
    {
        try
        {
            return Manifest.Parse(manifest).All(one => one.Kind.Length > 0);
        }
        catch (RecordException)
        {
            return true;
        }
    }

    private static byte[] Flipped(byte[] bytes, int at, int bit)
    {
        var flipped = (byte[])bytes.Clone();
        flipped[at] ^= (byte)(1 << bit);
        return flipped;
    }

    private static byte[] Base64(ReadOnlySpan<byte> bytes) => Encoding.ASCII.GetBytes(Convert.ToBase64String(bytes));

    private static string Refused(byte[] value, DecodeLimits limits) =>
        Assert.Throws<RecordException>(() => RecordCodec.Decode(value, limits)).ErrorId;
}
