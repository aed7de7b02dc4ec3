using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.Export;

/// <summary>A record as a metadata-only list shows it.</summary>
internal sealed record ListedRecord
{
    /// <summary>The very content.</summary>
    public required RecordKey Key { get; init; }

    /// <summary>The release.</summary>
    public required ReleaseKey Release { get; init; }

    /// <summary>The revision.</summary>
    public required int Revision { get; init; }

    /// <summary>The status on the label; null where there is none.</summary>
    public string? Status { get; init; }

    /// <summary>Whether the label <c>name</c> holds the release's name, so that a selector finds the record.</summary>
    public required bool IsLabelled { get; init; }

    /// <summary>Reads an object; null where it is no record, since neither labels nor name tell a release and a revision.</summary>
    public static ListedRecord? From(StorageDriver driver, KubeObject found)
    {
        var record = new StoredRecord
        {
            Driver = driver,
            Namespace = found.Namespace ?? "",
            ObjectName = found.Name,
            Labels = found.Labels,
        };
        if (record.ReleaseName is not { } name || record.Revision is not { } revision)
        {
            return null;
        }

        return new ListedRecord
        {
            Key = new RecordKey(driver, record.Namespace, found.Name, found.Uid, found.ResourceVersion),
            Release = new ReleaseKey(driver, record.Namespace, name),
            Revision = revision,
            Status = found.Labels.GetValueOrDefault("status"),
            IsLabelled = found.Labels.GetValueOrDefault("name") == name,
        };
    }
}
