namespace ReleaseManager.Core.Import;

/// <summary>An import, or the part of it that concerns one release, cannot go on.</summary>
public sealed class ImportException(string errorId, ErrorKind kind, string message, Exception? inner = null)
    : ReleaseManagerException(errorId, kind, message, inner);
