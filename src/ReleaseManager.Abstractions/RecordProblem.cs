namespace ReleaseManager;

/// <summary>A stored revision that could not be read; it is saved as it is and takes no part in anything else.</summary>
public sealed record RecordProblem
{
    /// <summary>The namespace of the record.</summary>
    public required string Namespace { get; init; }

    /// <summary>The release, as the record's label or object name says.</summary>
    public required string Name { get; init; }

    /// <summary>The revision, as the record's label or object name says; 0 where neither does.</summary>
    public required int Revision { get; init; }

    /// <summary>Why it could not be read; never holds a part of the record.</summary>
    public required string Reason { get; init; }
}
