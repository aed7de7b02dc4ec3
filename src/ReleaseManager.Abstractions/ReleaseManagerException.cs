namespace ReleaseManager;

/// <summary>
/// An error with a stable id, what it was about and the way out. Its message names releases, namespaces, objects and
/// keys; it never holds a value, a credential or a manifest.
/// </summary>
public class ReleaseManagerException : Exception
{
    /// <summary>Creates an error.</summary>
    /// <param name="errorId">Stable id in PascalCase, the same in PowerShell and on the command line.</param>
    /// <param name="kind">What the error means for the caller; decides exit code and error category.</param>
    /// <param name="message">What was being done, on what, and what went wrong: one or two sentences.</param>
    /// <param name="inner">The cause, if there is one.</param>
    public ReleaseManagerException(string errorId, ErrorKind kind, string message, Exception? inner = null)
        : base(message, inner)
    {
        ErrorId = errorId;
        Kind = kind;
    }

    /// <summary>Stable id in PascalCase, for example <c>StateBelongsToOtherCluster</c>.</summary>
    public string ErrorId { get; }

    /// <summary>What the error means for the caller.</summary>
    public ErrorKind Kind { get; }

    /// <summary>What the error is about (a release, a path, a context); null where the message says all.</summary>
    public string? Target { get; init; }

    /// <summary>What the user can do next; null where nothing useful can be said.</summary>
    public string? Advice { get; init; }
}
