namespace ReleaseManager.Core.Clusters;

/// <summary>How to delete an object.</summary>
public sealed record DeleteOptions
{
    /// <summary>As the kind has it by default.</summary>
    public static DeleteOptions Default { get; } = new();

    /// <summary>What becomes of dependents: <c>Background</c>, <c>Foreground</c> or <c>Orphan</c>; null for the kind's default.</summary>
    public string? PropagationPolicy { get; init; }

    /// <summary>Deletes only the object with this uid; another one of the same name is a conflict.</summary>
    public string? Uid { get; init; }

    /// <summary>Deletes only the object at this version; a changed one is a conflict.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>Seconds that the object gets to end by itself; null for the kind's default.</summary>
    public int? GracePeriodSeconds { get; init; }

    /// <summary>Has the API check everything and delete nothing.</summary>
    public bool DryRun { get; init; }
}
