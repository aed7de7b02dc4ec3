namespace ReleaseManager;

/// <summary>How the import of one release ended.</summary>
public enum ReleaseImportOutcome
{
    /// <summary>The release is there, whole.</summary>
    Restored,

    /// <summary>Nothing had to be done.</summary>
    Skipped,

    /// <summary>Nothing was done, since it could not be brought back as things are.</summary>
    Refused,

    /// <summary>It was begun and did not end well; its record says failed, and the same import again goes on from there.</summary>
    Failed,

    /// <summary>It was not begun, or left where it was, because the import was stopped.</summary>
    Stopped,
}
