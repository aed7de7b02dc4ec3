namespace ReleaseManager.Core.Clusters;

/// <summary>What to watch, and from when.</summary>
public sealed record WatchOptions
{
    /// <summary>Label selector in the API's own syntax; null for all.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>Field selector in the API's own syntax; null for all.</summary>
    public string? FieldSelector { get; init; }

    /// <summary>The moment after which changes are told; null to begin with all that is there, as additions.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>Tells metadata only.</summary>
    public bool MetadataOnly { get; init; }

    /// <summary>The API ends the watch after this time; the caller then goes on from the last version it saw.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromMinutes(5);
}
