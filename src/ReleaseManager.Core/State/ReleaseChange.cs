namespace ReleaseManager.Core.State;

/// <summary>One release that is not the same in two snapshots.</summary>
/// <param name="From">How the first holds it; null where it does not.</param>
/// <param name="To">How the second holds it; null where it does not.</param>
public sealed record ReleaseChange(ReleaseSummary? From, ReleaseSummary? To)
{
    /// <summary>The release, as the newer of both tells it.</summary>
    public ReleaseSummary Release => To ?? From!;

    /// <summary>Only the second holds it.</summary>
    public bool IsAdded => From is null;

    /// <summary>Only the first holds it.</summary>
    public bool IsRemoved => To is null;
}
