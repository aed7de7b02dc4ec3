namespace ReleaseManager;

/// <summary>One damaged or missing file of a saved state, and what that touches.</summary>
public sealed record VerifyProblem
{
    /// <summary>Name of the file under the state's path.</summary>
    public required string File { get; init; }

    /// <summary>What is wrong with it.</summary>
    public required VerifyProblemKind Kind { get; init; }

    /// <summary>The same in words.</summary>
    public required string Message { get; init; }

    /// <summary>Numbers of the snapshots that cannot be trusted whole.</summary>
    public IReadOnlyList<int> Snapshots
    {
        get;
        init => field = IndexedList.Of(value);
    } = [];

    /// <summary>Revisions that cannot be restored, as <c>namespace/name v3</c>; <c>namespace/*</c> where a whole listing is lost.</summary>
    public IReadOnlyList<string> Releases
    {
        get;
        init => field = IndexedList.Of(value);
    } = [];

    /// <inheritdoc/>
    public override string ToString() => $"{File}: {Message}";
}
