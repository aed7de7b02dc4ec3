namespace ReleaseManager;

/// <summary>What a clear removed, or would remove.</summary>
public sealed record ClearResult
{
    /// <summary>Where the state is, or was.</summary>
    public required string Location { get; init; }

    /// <summary>False where nothing was removed: there was nothing, or it was only asked what would go.</summary>
    public required bool Removed { get; init; }

    /// <summary>Snapshots.</summary>
    public required int Snapshots { get; init; }

    /// <summary>Records.</summary>
    public required int Records { get; init; }

    /// <summary>All files of the state.</summary>
    public required int Files { get; init; }

    /// <summary>Their bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>Files under the path that are not part of the state; they stay.</summary>
    public IReadOnlyList<string> Foreign
    {
        get;
        init => field = IndexedList.Of(value);
    } = [];

    /// <summary>What the user should know and need not act on.</summary>
    public IReadOnlyList<string> Warnings
    {
        get;
        init => field = IndexedList.Of(value);
    } = [];
}
