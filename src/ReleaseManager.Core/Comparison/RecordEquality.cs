using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.Comparison;

/// <summary>
/// Tells whether two records release the same, from what is cheapest: identity in the cluster, the name of the saved content, the bytes, and at last what
/// they hold. Times make no difference: the same chart installed into two clusters is the same release.
/// </summary>
internal static class RecordEquality
{
    /// <exception cref="ReleaseManagerException">A record cannot be read, or is gone since it was listed.</exception>
    public static async Task<bool> HoldsAsync(ComparedRelease old, ComparedRelease @new, CancellationToken stop)
    {
        if (old.Key == @new.Key && old.Key.Uid.Length > 0)
        {
            return true;
        }

        if (old.Revision != @new.Revision)
        {
            return false;
        }

        switch (old, @new)
        {
            case (SnapshotRelease one, SnapshotRelease other) when one.IsSavedAs(other):
                return true;
            case (SnapshotRelease saved, ClusterRelease live) when saved.Holds(await ReadAsync(live, stop)):
            case (ClusterRelease lives, SnapshotRelease kept) when kept.Holds(await ReadAsync(lives, stop)):
                return true;
            default:
                return IsSame(await ReadAsync(old, stop), await ReadAsync(@new, stop));
        }
    }

    private static bool IsSame(byte[] old, byte[] @new)
    {
        if (old.AsSpan().SequenceEqual(@new))
        {
            return true;
        }

        try
        {
            return RecordComparison.SameRelease(
                RecordCodec.Decode(old, DecodeLimits.Default),
                RecordCodec.Decode(@new, DecodeLimits.Default)
            );
        }
        catch (RecordException)
        {
            // What cannot be read differs as its bytes do.
            return false;
        }
    }

    private static async Task<byte[]> ReadAsync(ComparedRelease release, CancellationToken stop) =>
        await release.ReadAsync(stop) ?? throw ComparisonErrors.Gone(release.Release);
}
