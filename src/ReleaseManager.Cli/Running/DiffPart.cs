namespace ReleaseManager.Cli.Running;

/// <summary>A part of a release whose difference can be shown.</summary>
internal enum DiffPart
{
    /// <summary>The user's values.</summary>
    Values,

    /// <summary>The rendered objects.</summary>
    Manifest,

    /// <summary>The rendered hooks.</summary>
    Hooks,

    /// <summary>The rendered notes.</summary>
    Notes,

    /// <summary>What is live otherwise than the manifest says.</summary>
    Drift,
}
