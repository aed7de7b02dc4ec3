namespace ReleaseManager.Core.State;

/// <summary>How a check of a state goes about it.</summary>
public sealed record VerifyOptions
{
    /// <summary>Checks presence and size of records and captured objects, and does not read them.</summary>
    public bool Quick { get; init; }
}
