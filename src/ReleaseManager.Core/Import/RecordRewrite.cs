using ReleaseManager.Core.Releases;
using ReleaseManager.Core.State;

namespace ReleaseManager.Core.Import;

/// <summary>
/// What a record says when it comes back. It says what was saved, byte by byte, but for one case: a revision that some operation was
/// still busy with. Nothing runs in the new cluster, and Helm refuses every upgrade over such a record for ever, so it comes back as failed.
/// </summary>
internal static class RecordRewrite
{
    /// <summary>The status with which a saved revision comes back.</summary>
    public static string RestoredStatus(ListingEntry entry) =>
        ReleaseStatuses.IsUnderWay(entry.Status) ? ReleaseStatuses.Failed : entry.Status;

    /// <summary>The status label with which it comes back; null where it is the saved one, right or wrong.</summary>
    public static string? RestoredLabel(ListingEntry entry) =>
        ReleaseStatuses.IsUnderWay(entry.Status) ? ReleaseStatuses.Failed : null;

    /// <summary>The value with which it comes back.</summary>
    public static byte[] RestoredValue(ListingEntry entry, byte[] saved) =>
        ReleaseStatuses.IsUnderWay(entry.Status)
            ? Rewrite(
                saved,
                ReleaseStatuses.Failed,
                $"Was {entry.Status} when it was saved; restored as failed since nothing runs it here"
            )
            : saved;

    /// <summary>A record's value with another status and description, all else as it was.</summary>
    public static byte[] Rewrite(byte[] value, string status, string description)
    {
        var edit = new RecordEdit(RecordCodec.Decode(value, DecodeLimits.Default));
        edit.SetStatus(status);
        edit.SetDescription(description);
        return RecordCodec.Encode(edit.Apply());
    }
}
