namespace ReleaseManager.Core.Clusters.Readiness;

/// <summary>Whether an object is to be waited for.</summary>
internal enum ReadinessState
{
    /// <summary>No longer.</summary>
    Ready,

    /// <summary>Yes.</summary>
    NotReady,

    /// <summary>In vain.</summary>
    Failed,
}
