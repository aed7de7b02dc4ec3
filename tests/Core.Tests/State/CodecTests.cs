using System.Text;
using FsCheck;
using FsCheck.Fluent;
using ReleaseManager.Core.State;
using Xunit;

namespace ReleaseManager.Core.Tests.State;

public sealed class CodecTests
{
    private static readonly Gen<string> Text = ArbMap
        .Default.GeneratorFor<string?>()
        .Select(text => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text ?? "")));

    private static readonly Gen<Dictionary<string, string>> Map =
        from keys in Text.ListOf()
        from value in Text
        select keys.Distinct(StringComparer.Ordinal).ToDictionary(key => key, _ => value, StringComparer.Ordinal);

    private static readonly Gen<ListingEntry> Entry =
        from name in Text
        from revision in Gen.Choose(0, int.MaxValue)
        from labels in Map
        from annotations in Map
        from needs in Gen.Elements<string[]?>(null, [], ["Widget.example.com", "crd:a"], ["b", "a"])
        from problem in Gen.OneOf(Text.Select(text => (string?)text), Gen.Constant<string?>(null))
        select Sample.Entry("x", revision) with
        {
            Name = name,
            Labels = labels,
            Annotations = annotations,
            Needs = needs,
            Problem = problem,
        };

    [Fact]
    public void A_listing_reads_as_it_was_written_and_writes_the_same_whatever_the_order() =>
        Prop.ForAll(
                Entry.ListOf().ToArbitrary(),
                entries =>
                {
                    var bytes = ListingCodec.Write(entries);
                    var read = ListingCodec.Read(bytes);
                    return read.Count == entries.Count
                        && ListingCodec.Write(Enumerable.Reverse(entries)).AsSpan().SequenceEqual(bytes)
                        && ListingCodec.Write(read).AsSpan().SequenceEqual(bytes)
                        && read.Select(entry => entry.Name)
                            .SequenceEqual(entries.Select(entry => entry.Name).Order(StringComparer.Ordinal));
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_snapshot_reads_as_it_was_written() =>
        Prop.ForAll(
                (
                    from names in Text.ListOf()
                    from sequence in Gen.Choose(1, int.MaxValue)
                    from suspect in Gen.OneOf(Text.Select(text => (string?)text), Gen.Constant<string?>(null))
                    select Snapshot(sequence) with
                    {
                        Suspect = suspect,
                        Namespaces = names
                            .Distinct(StringComparer.Ordinal)
                            .ToDictionary(
                                name => name,
                                name => new NamespaceListing(name, 1, 2),
                                StringComparer.Ordinal
                            ),
                    }
                ).ToArbitrary(),
                snapshot =>
                {
                    var bytes = SnapshotCodec.Write(snapshot);
                    var read = SnapshotCodec.Read(bytes, snapshot.Sequence);
                    return read is not null
                        && read.HoldsSameAs(snapshot)
                        && read.Suspect == snapshot.Suspect
                        && SnapshotCodec.Write(read).AsSpan().SequenceEqual(bytes);
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Any_changed_byte_of_a_sealed_file_breaks_its_seal()
    {
        var bytes = SnapshotCodec.Write(Snapshot(1));
        Prop.ForAll(
                (
                    from place in Gen.Choose(0, bytes.Length - 1)
                    from mask in Gen.Choose(1, 255)
                    select (place, mask)
                ).ToArbitrary(),
                change =>
                {
                    var damaged = (byte[])bytes.Clone();
                    damaged[change.place] ^= (byte)change.mask;
                    return SealedJson.Open(damaged) is null;
                }
            )
            .QuickCheckThrowOnFailure();
        Assert.Null(SealedJson.Open(bytes.AsSpan(1)));
        Assert.Null(SealedJson.Open(bytes.AsSpan(0, bytes.Length - 1)));
        Assert.Null(SealedJson.Open([.. bytes, (byte)'\n']));
        Assert.Null(SealedJson.Open([]));
    }

    [Fact]
    public void What_is_packed_unpacks() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<byte[]>(),
                bytes => Gzip.Decompress(Gzip.Compress(bytes), 1 << 20).AsSpan().SequenceEqual(bytes)
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void What_unpacks_to_more_than_allowed_is_refused() =>
        Assert.Throws<InvalidDataException>(() => Gzip.Decompress(Gzip.Compress(new byte[1001]), 1000));

    [Theory]
    [InlineData("snapshots/00000001.json", 1)]
    [InlineData("snapshots/123456789.json", 123456789)]
    [InlineData("snapshots/00000000.json", null)]
    [InlineData("snapshots/1.json", null)]
    [InlineData("snapshots/000000001.json", null)]
    [InlineData("snapshots/00000001.json.bak", null)]
    [InlineData("snapshots/0000000a.json", null)]
    [InlineData("listings/00000001.json", null)]
    public void A_snapshot_has_one_name(string name, int? sequence) =>
        Assert.Equal(sequence, StateLayout.SnapshotOf(name));

    private static Snapshot Snapshot(int sequence) =>
        new()
        {
            Sequence = sequence,
            Parents = [],
            Time = Sample.Noon,
            Cluster = Sample.Blue,
            KubernetesVersion = "v1.33.1",
            Writer = "test",
            Scope = SnapshotScope.Everything,
            Namespaces = new Dictionary<string, NamespaceListing>(StringComparer.Ordinal),
            Resources = [],
        };
}
