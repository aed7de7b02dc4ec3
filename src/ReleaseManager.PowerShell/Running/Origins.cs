using System.Runtime.CompilerServices;

namespace ReleaseManager.PowerShell.Running;

/// <summary>
/// Remembers from which backend a result came, so that one that is piped on reaches the same bucket with the same keys: its location alone could not
/// say, and no result holds a secret.
/// </summary>
internal static class Origins
{
    private static readonly ConditionalWeakTable<object, HelmReleaseBackend> Known = [];
    private static readonly ConditionalWeakTable<HelmRelease, ReleaseOrigin> Releases = [];
    private static readonly ConditionalWeakTable<HelmReleaseBackend, string> Snapshots = [];

    /// <summary>Remembers it as long as the result lives.</summary>
    public static void Remember(object result, HelmReleaseBackend backend) => Known.AddOrUpdate(result, backend);

    /// <summary>
    /// Remembers where a release was found. It is kept apart: a release stands for itself alone, never for the whole state that it came from.
    /// </summary>
    public static void Remember(HelmRelease release, ReleaseOrigin origin) => Releases.AddOrUpdate(release, origin);

    /// <summary>Where a release was found; null where that is not known.</summary>
    public static ReleaseOrigin? Find(HelmRelease release) =>
        Releases.TryGetValue(release, out var origin) ? origin : null;

    /// <summary>
    /// The backend that a result came from, for whoever is given the result in place of a backend: it knows of a snapshot which one that was. Null where
    /// that is not known.
    /// </summary>
    public static HelmReleaseBackend? FindWithSnapshot(object result)
    {
        var snapshot = result switch
        {
            HelmReleaseSnapshot one => one.Id,
            ExportResult export => SnapshotName.Of(export.Sequence, fork: null),
            _ => null,
        };
        if (Find(result) is not { } backend || snapshot is null)
        {
            return Find(result);
        }

        var pointing = backend with { };
        Snapshots.Add(pointing, snapshot);
        return pointing;
    }

    /// <summary>The snapshot that was given in place of a backend; null where none was.</summary>
    public static string? SnapshotOf(HelmReleaseBackend? backend) =>
        backend is not null && Snapshots.TryGetValue(backend, out var snapshot) ? snapshot : null;

    /// <summary>The backend that a result came from; null where that is not known.</summary>
    public static HelmReleaseBackend? Find(object result) =>
        Known.TryGetValue(result, out var backend) ? backend : null;
}
