namespace ReleaseManager.Core.Comparison;

/// <summary>What of a release is live otherwise than its manifest says.</summary>
/// <param name="Objects">The objects, in the order of the manifest.</param>
/// <param name="Problems">What could not be looked at, and why.</param>
internal sealed record ReleaseDrift(IReadOnlyList<HelmObjectDifference> Objects, IReadOnlyList<string> Problems);
