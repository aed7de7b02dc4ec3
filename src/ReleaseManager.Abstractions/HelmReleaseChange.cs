namespace ReleaseManager;

/// <summary>What a comparison says of a release.</summary>
public enum HelmReleaseChange
{
    /// <summary>Both sides hold the same.</summary>
    Equal,

    /// <summary>Only the difference side holds it.</summary>
    Added,

    /// <summary>Only the reference side holds it.</summary>
    Removed,

    /// <summary>Both hold it, and not the same: another revision, status, chart, values, manifest, hooks or notes.</summary>
    Changed,

    /// <summary>The records are the same; objects in the cluster are not what the deployed revision's manifest says.</summary>
    Drifted,
}
