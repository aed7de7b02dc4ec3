using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ReleaseManager.Core.State;
using ReleaseManager.Lab.Scenario;

namespace ReleaseManager.Lab.Daemon;

/// <summary>The records of a cluster and those of a state, each as a line: where it is, its release, revision and status, and what its value hashes to.</summary>
internal static class SavedRecords
{
    /// <summary>The lines of which one side has no equal.</summary>
    /// <param name="state">Its newest snapshot counts.</param>
    public static async Task<IReadOnlyList<string>> CompareAsync(LabApi api, ReleaseState state, CancellationToken stop)
    {
        var live = await OfClusterAsync(api, stop);
        var saved = await OfStateAsync(state, stop);
        return
        [
            .. live.Except(saved).Select(line => $"only in the cluster: {line}"),
            .. saved.Except(live).Select(line => $"only in the state: {line}"),
        ];
    }

    private static async Task<HashSet<string>> OfClusterAsync(LabApi api, CancellationToken stop)
    {
        var lines = new HashSet<string>(StringComparer.Ordinal);
        foreach (var record in await StoredRecords.ListAsync(api, stop))
        {
            var metadata = record.Child("metadata");
            var body = StoredRecords.Decode(record);
            lines.Add(
                Line(
                    metadata.Text("namespace"),
                    metadata.Text("name"),
                    body.Text("name"),
                    body["version"]!.GetValue<int>(),
                    body.Child("info").Text("status"),
                    Encoding.UTF8.GetBytes(StoredRecords.Value(record))
                )
            );
        }

        return lines;
    }

    private static async Task<HashSet<string>> OfStateAsync(ReleaseState state, CancellationToken stop)
    {
        var lines = new HashSet<string>(StringComparer.Ordinal);
        var snapshot = await state.RequireAsync(SnapshotSelector.NewestOfAll, stop);
        await foreach (var entry in state.ReadEntriesAsync(snapshot, stop))
        {
            lines.Add(
                Line(
                    entry.Namespace,
                    entry.ObjectName,
                    entry.Name,
                    entry.Revision,
                    entry.Status,
                    await state.ReadRecordAsync(entry, stop)
                )
            );
        }

        return lines;
    }

    private static string Line(string ns, string at, string name, int revision, string status, byte[] value) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{ns}/{at}: {name} {revision} {status} {Convert.ToHexStringLower(SHA256.HashData(value))}"
        );
}
