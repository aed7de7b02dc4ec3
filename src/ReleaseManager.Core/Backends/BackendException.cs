namespace ReleaseManager.Core.Backends;

/// <summary>The place that keeps the bytes failed; the message names the item and what was tried.</summary>
public sealed class BackendException(string errorId, string message, Exception? inner = null)
    : ReleaseManagerException(errorId, ErrorKind.Backend, message, inner);
