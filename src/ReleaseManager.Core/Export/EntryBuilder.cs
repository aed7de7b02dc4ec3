using System.Text;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Releases;
using ReleaseManager.Core.State;

namespace ReleaseManager.Core.Export;

/// <summary>Saves a record's value and makes the entry that lists it. A record that cannot be read is saved all the same.</summary>
internal sealed class EntryBuilder(ReleaseState state, DecodeLimits limits, DateTimeOffset seen)
{
    private int _newRecords;
    private long _newBytes;

    /// <summary>Records that the state did not hold yet.</summary>
    public int NewRecords => Volatile.Read(ref _newRecords);

    /// <summary>Bytes of those records.</summary>
    public long NewBytes => Interlocked.Read(ref _newBytes);

    /// <summary>Saves what the object holds.</summary>
    /// <param name="listed">What the metadata said of this very content.</param>
    /// <param name="found">The object with its body.</param>
    public async Task<ListingEntry> SaveAsync(ListedRecord listed, KubeObject found, CancellationToken stop)
    {
        var value = ValueOf(listed.Release.Driver, found);
        var entry = Describe(listed, found, value ?? []);
        if (value is null)
        {
            entry = entry with { Problem = "It holds no data under the key release." };
        }

        var saved = await state.SaveRecordAsync(value ?? [], stop);
        if (saved.Written)
        {
            Interlocked.Increment(ref _newRecords);
            Interlocked.Add(ref _newBytes, saved.Size);
        }

        return entry with
        {
            Record = saved.Hash,
            Encoding = saved.Encoding,
            Size = saved.Size,
        };
    }

    /// <summary>What the metadata alone tells.</summary>
    public static ListingEntry Unread(ListedRecord listed, DateTimeOffset seen) =>
        new()
        {
            Namespace = listed.Release.Namespace,
            Name = listed.Release.Name,
            Revision = listed.Revision,
            Status = listed.Status ?? ReleaseStatuses.Unknown,
            Driver =
                listed.Release.Driver == StorageDriver.Secret
                    ? ListingEntry.DriverSecret
                    : ListingEntry.DriverConfigMap,
            ObjectName = listed.Key.ObjectName,
            Uid = listed.Key.Uid,
            ResourceVersion = listed.Key.ResourceVersion,
            Record = "",
            Encoding = SavedRecord.Raw,
            Size = 0,
            Seen = seen,
        };

    /// <summary>The value of a stored record; null where the object holds none.</summary>
    public static byte[]? ValueOf(StorageDriver driver, KubeObject found) =>
        driver == StorageDriver.Secret ? found.GetBase64("data", "release")
        : found.GetString("data", "release") is { } text ? Encoding.UTF8.GetBytes(text)
        : null;

    private ListingEntry Describe(ListedRecord listed, KubeObject found, byte[] value)
    {
        var entry = Unread(listed, seen) with
        {
            Labels = found.Labels,
            Annotations = found.Annotations,
            Type = listed.Release.Driver == StorageDriver.Secret ? found.GetString("type") : null,
        };
        try
        {
            return RecordCodec.Decode(value, limits, json => Describe(entry, Release.Parse(json, limits)));
        }
        catch (RecordException error)
        {
            return entry with { Problem = error.Message };
        }
    }

    private ListingEntry Describe(ListingEntry entry, Release release) =>
        entry with
        {
            Status = release.Status,
            Chart = release.Chart?.Name,
            ChartVersion = release.Chart?.Version,
            AppVersion = release.Chart?.AppVersion,
            Updated = release.LastDeployedText,
            Needs = CustomKinds.Of(release, limits),
        };
}
