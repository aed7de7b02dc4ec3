namespace ReleaseManager.Core.State;

/// <summary>Contents of a list of removals that a new snapshot is going to refer to, so that they stay.</summary>
internal sealed record KeepMark
{
    /// <summary>Full names of the contents.</summary>
    public required IReadOnlyList<string> Contents { get; init; }
}
