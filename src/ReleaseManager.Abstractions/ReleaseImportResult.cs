namespace ReleaseManager;

/// <summary>What became of one release in an import.</summary>
public sealed record ReleaseImportResult
{
    /// <summary>The namespace that holds the release's records.</summary>
    public required string Namespace { get; init; }

    /// <summary>The release's name.</summary>
    public required string Name { get; init; }

    /// <summary>Its highest revision.</summary>
    public required int Revision { get; init; }

    /// <summary>What was to be done.</summary>
    public required ReleaseImportAction Action { get; init; }

    /// <summary>What became of it.</summary>
    public required ReleaseImportOutcome Outcome { get; init; }

    /// <summary>Helm's status of the highest revision as it now stands in the cluster; null where nothing was written.</summary>
    public string? Status { get; init; }

    /// <summary>Whether it failed and all that this import had made of it was taken back, as an atomic import does.</summary>
    public bool IsTakenBack { get; init; }

    /// <summary>Objects of the manifest that were created.</summary>
    public int ObjectsCreated { get; init; }

    /// <summary>Objects of the manifest that were there, owned by this release, and were changed to what was saved.</summary>
    public int ObjectsChanged { get; init; }

    /// <summary>Objects of the manifest that were there as saved.</summary>
    public int ObjectsUnchanged { get; init; }

    /// <summary>Objects of the saved manifest that were left out, since their kind has no successor in the cluster.</summary>
    public int ObjectsSkipped { get; init; }

    /// <summary>Hooks that were run.</summary>
    public int HooksRun { get; init; }

    /// <summary>Records that are now in the cluster because of this import.</summary>
    public int RecordsRestored { get; init; }

    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>The id of the error, where the outcome is a failure or a refusal.</summary>
    public string? ErrorId { get; init; }

    /// <summary>What went wrong and on which object, or why nothing was done; null where all went as planned.</summary>
    public string? Message { get; init; }

    /// <summary>What can be done about a failure; null where nothing failed, or nothing is known that helps.</summary>
    public string? Advice { get; init; }

    /// <summary>
    /// What should be looked at, though nothing failed: warnings of the API server among them and, for a release that was brought back, what it refers to and
    /// the plan found nowhere.
    /// </summary>
    public IReadOnlyList<string> Warnings
    {
        get;
        init => field = IndexedList.Of(value);
    } = [];
}
