namespace ReleaseManager.Core.Releases;

/// <summary>
/// What Helm stored cannot be read: a record that does not decode, or a manifest whose document is malformed. The
/// message says what and where (release, path, document number), never the content.
/// </summary>
public sealed class RecordException(string errorId, string message, Exception? inner = null)
    : ReleaseManagerException(errorId, ErrorKind.State, message, inner)
{
    /// <summary>Index of the malformed document among the manifest's documents; null for a record.</summary>
    public int? Document { get; init; }

    /// <summary>The malformed document's <c># Source:</c> path; null where there is none.</summary>
    public string? SourcePath { get; init; }
}
