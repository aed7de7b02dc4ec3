namespace ReleaseManager;

/// <summary>What a comparison says of one object of a release.</summary>
public enum HelmObjectChange
{
    /// <summary>Only the difference side's manifest holds it.</summary>
    Added,

    /// <summary>Only the reference side's manifest holds it.</summary>
    Removed,

    /// <summary>Both hold it, with other fields.</summary>
    Changed,

    /// <summary>The manifest holds it, and the cluster does not.</summary>
    Missing,
}
