namespace ReleaseManager.Core.Clusters;

/// <summary>What happened to a watched object.</summary>
public enum WatchEventType
{
    /// <summary>It was created, or was there when the watch began.</summary>
    Added,

    /// <summary>It was changed.</summary>
    Modified,

    /// <summary>It is gone; the event shows its last state.</summary>
    Deleted,

    /// <summary>Nothing happened; the object holds only the resourceVersion that has been reached.</summary>
    Bookmark,
}
