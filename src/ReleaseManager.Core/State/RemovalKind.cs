namespace ReleaseManager.Core.State;

/// <summary>What a file under <c>removals/</c> is.</summary>
internal enum RemovalKind
{
    /// <summary>Contents that may be removed a day after they were listed.</summary>
    List,

    /// <summary>The contents of a list are being removed now.</summary>
    Sweep,

    /// <summary>Contents of a list that a new snapshot is going to refer to.</summary>
    Keep,

    /// <summary>Written only to see what time the store has.</summary>
    Clock,
}
