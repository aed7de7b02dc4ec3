namespace ReleaseManager.Core.State;

/// <summary>What became of a draft.</summary>
public enum CommitStatus
{
    /// <summary>A new snapshot stands.</summary>
    Written,

    /// <summary>The newest snapshot says the same already; nothing was written.</summary>
    Unchanged,

    /// <summary>A new snapshot would have been written; only asked.</summary>
    WouldWrite,

    /// <summary>Another writer took the number; read the base again and try again.</summary>
    Lost,

    /// <summary>Contents that were saved may have been removed meanwhile; read the base again, save all anew and try again.</summary>
    Swept,
}
