namespace ReleaseManager.Core.State.Original;

/// <summary>What <c>rlsmgrstate.json</c> says: which release the original tool itself was.</summary>
/// <param name="ReleaseName">Its name; null where it does not say.</param>
internal sealed record ManagerRelease(string? ReleaseName);
