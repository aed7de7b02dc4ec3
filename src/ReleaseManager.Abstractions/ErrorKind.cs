namespace ReleaseManager;

/// <summary>Families of errors; each is one exit code of the command line.</summary>
public enum ErrorKind
{
    /// <summary>Some releases failed: exit code 1.</summary>
    Incomplete = 1,

    /// <summary>Wrong usage or configuration: exit code 2.</summary>
    Usage = 2,

    /// <summary>The cluster could not be reached or did not allow the request: exit code 3.</summary>
    Cluster = 3,

    /// <summary>The backend could not be read or written: exit code 4.</summary>
    Backend = 4,

    /// <summary>The state is damaged, unknown or the key is wrong: exit code 5.</summary>
    State = 5,
}
