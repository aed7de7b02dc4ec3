namespace ReleaseManager;

/// <summary>What an export found and saved.</summary>
public sealed record ExportResult
{
    /// <summary>Where the state is.</summary>
    public required string Location { get; init; }

    /// <summary>Number of the snapshot that says what was found: the new one, the one that said the same already, or with a dry run the one that would be written.</summary>
    public required int Sequence { get; init; }

    /// <summary>Whether the export wrote a snapshot; false when nothing had changed, and with a dry run.</summary>
    public required bool Written { get; init; }

    /// <summary>Whether something differed from the newest snapshot; with a dry run, whether a snapshot would have been written.</summary>
    public required bool Changed { get; init; }

    /// <summary>When the export looked at the cluster.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Releases in the snapshot, carried ones included.</summary>
    public required int Releases { get; init; }

    /// <summary>Revisions in the snapshot, carried ones included.</summary>
    public required int Revisions { get; init; }

    /// <summary>Revisions that are new or changed since the newest snapshot.</summary>
    public required int ChangedRevisions { get; init; }

    /// <summary>Revisions of the newest snapshot that are gone from the cluster.</summary>
    public required int RemovedRevisions { get; init; }

    /// <summary>Records that the state did not hold yet.</summary>
    public required int NewRecords { get; init; }

    /// <summary>Bytes of those records.</summary>
    public required long NewBytes { get; init; }

    /// <summary>
    /// Custom resource definitions, namespaces and, where they were asked for, objects that releases refer to, whose content is in the snapshot.
    /// </summary>
    public required int Resources { get; init; }

    /// <summary>Why the snapshot is marked suspect, so that imports pass it over; null for a good one.</summary>
    public string? Suspect { get; init; }

    /// <summary>Records that could not be read; they are saved as they are.</summary>
    public IReadOnlyList<RecordProblem> Problems
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
