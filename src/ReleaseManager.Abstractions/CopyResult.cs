namespace ReleaseManager;

/// <summary>What a copy of a state brought over.</summary>
public sealed record CopyResult
{
    /// <summary>Where the state is that was copied.</summary>
    public required string Source { get; init; }

    /// <summary>Where the copy is.</summary>
    public required string Destination { get; init; }

    /// <summary>Whether anything was written; false when only asked what would be.</summary>
    public required bool Applied { get; init; }

    /// <summary>True where every snapshot that was asked for is in the copy, and the copy was read back whole.</summary>
    public bool IsComplete => Problems.Count == 0 && Verified is not { IsValid: false };

    /// <summary>Snapshots that were copied, or would be.</summary>
    public required int SnapshotsCopied { get; init; }

    /// <summary>Snapshots that the copy held already.</summary>
    public required int SnapshotsPresent { get; init; }

    /// <summary>Listings, records and captured objects that were written.</summary>
    public required int ContentsCopied { get; init; }

    /// <summary>Bytes of these, before encryption.</summary>
    public required long BytesCopied { get; init; }

    /// <summary>Why a snapshot was not copied, by its file.</summary>
    public IReadOnlyList<VerifyProblem> Problems
    {
        get;
        init => field = IndexedList.Of(value);
    } = [];

    /// <summary>The check of the copy at the end; null where nothing was written.</summary>
    public VerifyResult? Verified { get; init; }
}
