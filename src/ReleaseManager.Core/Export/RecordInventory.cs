using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.Export;

/// <summary>The records that a cluster holds, as far as an export looks at them.</summary>
internal sealed class RecordInventory
{
    /// <summary>The records.</summary>
    public List<ListedRecord> Records { get; } = [];

    /// <summary>How many records there are in all, looked at or not, by driver and namespace.</summary>
    public Dictionary<(StorageDriver Driver, string Namespace), int> Totals { get; } = [];

    /// <summary>Objects labelled as Helm's whose labels and name tell no release and no revision; Helm does not show them either.</summary>
    public List<string> Strangers { get; } = [];
}
