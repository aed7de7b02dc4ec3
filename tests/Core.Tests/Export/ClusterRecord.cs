using System.Text;
using ReleaseManager.Core.Releases;
using ReleaseManager.Core.State;
using ReleaseManager.Sandbox;

namespace ReleaseManager.Core.Tests.Export;

/// <summary>One record with its value, be it in a cluster or in a state: equal where the state holds what the cluster does.</summary>
internal sealed record ClusterRecord(
    string Driver,
    string Namespace,
    string ObjectName,
    string Uid,
    string ResourceVersion,
    string Value
)
{
    /// <summary>Name of the release as the object's name says it.</summary>
    public string Release => RecordName.Parse(ObjectName)?.Release ?? ObjectName;

    /// <summary>All that carries Helm's label in a sandbox.</summary>
    public static IReadOnlyList<ClusterRecord> In(SandboxCluster cluster) =>
        Ordered(
            from json in cluster.Dump()
            let kind = json["kind"]!.ToString()
            where kind is "Secret" or "ConfigMap" && json["metadata"]!["labels"]?["owner"]?.ToString() == "helm"
            let text = json["data"]?["release"]?.ToString() ?? ""
            select new ClusterRecord(
                kind == "Secret" ? ListingEntry.DriverSecret : ListingEntry.DriverConfigMap,
                json["metadata"]!["namespace"]!.ToString(),
                json["metadata"]!["name"]!.ToString(),
                json["metadata"]!["uid"]!.ToString(),
                json["metadata"]!["resourceVersion"]!.ToString(),
                kind == "Secret" ? Encoding.UTF8.GetString(Convert.FromBase64String(text)) : text
            )
        );

    /// <summary>All that a snapshot holds.</summary>
    public static async Task<IReadOnlyList<ClusterRecord>> InAsync(
        ReleaseState state,
        Snapshot snapshot,
        CancellationToken stop
    )
    {
        var records = new List<ClusterRecord>();
        await foreach (var entry in state.ReadEntriesAsync(snapshot, stop))
        {
            var value = Encoding.UTF8.GetString(await state.ReadRecordAsync(entry, stop));
            records.Add(new(entry.Driver, entry.Namespace, entry.ObjectName, entry.Uid, entry.ResourceVersion, value));
        }

        return Ordered(records);
    }

    private static List<ClusterRecord> Ordered(IEnumerable<ClusterRecord> records) =>
        [
            .. records
                .OrderBy(each => each.Namespace, StringComparer.Ordinal)
                .ThenBy(each => each.Driver, StringComparer.Ordinal)
                .ThenBy(each => each.ObjectName, StringComparer.Ordinal),
        ];
}
