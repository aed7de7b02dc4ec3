using System.Text.Json.Nodes;

namespace ReleaseManager.Lab.Scenario;

/// <summary>
/// Compares all objects of two clusters: what A has by its releases must be in B, equal after the server's own fields are
/// taken out, and nothing else may be there.
/// </summary>
public static class ClusterComparison
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(500);

    /// <summary>Compares until there is no difference left, or B has had time enough.</summary>
    /// <returns>One line per difference; empty if there is none.</returns>
    public static async Task<IReadOnlyList<string>> CompareAsync(
        KubernetesCluster a,
        KubernetesCluster b,
        ComparisonOptions? options,
        CancellationToken stop
    )
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        options ??= new ComparisonOptions();
        using var source = a.OpenApi();
        using var target = b.OpenApi();
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var lines = Compare(
                await ClusterDump.ReadAsync(source, stop),
                await ClusterDump.ReadAsync(target, stop),
                options
            );
            if (lines.Count == 0 || TimeProvider.System.GetElapsedTime(start) > options.SettleWithin)
            {
                return lines;
            }

            await Task.Delay(Step, stop);
        }
    }

    /// <summary>Compares two dumps. They are changed on the way.</summary>
    public static IReadOnlyList<string> Compare(
        IReadOnlyDictionary<ObjectId, JsonObject> a,
        IReadOnlyDictionary<ObjectId, JsonObject> b,
        ComparisonOptions options
    )
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        ArgumentNullException.ThrowIfNull(options);
        var releases = RecordedReleases.Of(a.Values);
        return
        [
            .. a
                .Keys.Union(b.Keys)
                .Where(options.Where)
                .OrderBy(id => id.ToString(), StringComparer.Ordinal)
                .SelectMany(id => CompareOne(id, a.GetValueOrDefault(id), b.GetValueOrDefault(id), releases, options)),
        ];
    }

    private static IEnumerable<string> CompareOne(
        ObjectId id,
        JsonObject? a,
        JsonObject? b,
        RecordedReleases releases,
        ComparisonOptions options
    )
    {
        if (StoredRecords.IsRecord((a ?? b)!))
        {
            return options.Records ? RecordDifference.Between(a, b).Select(line => $"{id}: {line}") : [];
        }

        if (a is null)
        {
            return [$"{id}: only in B"];
        }

        if (b is null)
        {
            var mayMiss = options.Except.Contains(id.ToString(), StringComparer.Ordinal) || releases.StaysBehind(a);
            return mayMiss ? [] : [$"{id}: only in A"];
        }

        ServerFields.Remove(a, options.Managers);
        ServerFields.Remove(b, options.Managers);
        return JsonDifference.Between(a, b).Select(line => $"{id}: {line}");
    }
}
