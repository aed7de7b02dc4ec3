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

    /// <summary>Remembers it as long as the result lives.</summary>
    public static void Remember(object result, HelmReleaseBackend backend) => Known.AddOrUpdate(result, backend);

    /// <summary>
    /// Remembers where a release was found. It is kept apart: a release stands for itself alone, never for the whole state that it came from.
    /// </summary>
    public static void Remember(HelmRelease release, ReleaseOrigin origin) => Releases.AddOrUpdate(release, origin);

    /// <summary>Where a release was found; null where that is not known.</summary>
    public static ReleaseOrigin? Find(HelmRelease release) =>
        Releases.TryGetValue(release, out var origin) ? origin : null;

    /// <summary>The backend that a result came from; null where that is not known.</summary>
    public static HelmReleaseBackend? Find(object result) =>
        Known.TryGetValue(result, out var backend) ? backend : null;
}
