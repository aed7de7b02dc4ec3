namespace ReleaseManager.Core.Comparison;

/// <summary>What was found of one object of a manifest: a difference, what kept it from being looked at, or neither.</summary>
internal readonly record struct ObjectDrift(HelmObjectDifference? Difference, string? Problem)
{
    /// <summary>It is live as the manifest says.</summary>
    public static ObjectDrift None => default;
}
