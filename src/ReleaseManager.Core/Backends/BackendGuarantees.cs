namespace ReleaseManager.Core.Backends;

/// <summary>What a place guarantees beyond the contract that all keep.</summary>
public sealed record BackendGuarantees
{
    /// <summary>
    /// True where of several who create or replace an item at the same time exactly one wins. False where the place ignores conditions: there
    /// a call looks first and writes then, so that two who do so at the same moment both believe to have won, and the last one stays.
    /// </summary>
    public required bool ExactWrites { get; init; }

    /// <summary>
    /// True where the place keeps what is replaced or removed as an older version, false where it could and does not; null where it
    /// knows no versions or does not tell.
    /// </summary>
    public bool? KeepsVersions { get; init; }
}
