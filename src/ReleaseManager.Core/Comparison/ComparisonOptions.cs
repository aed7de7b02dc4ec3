using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.Comparison;

/// <summary>What is compared, and what of it is told.</summary>
public sealed record ComparisonOptions
{
    /// <summary>Names of releases, with wildcards; empty means all.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Namespaces, with wildcards; empty means all.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];

    /// <summary>The only storage driver that is looked at; null for both.</summary>
    public StorageDriver? Driver { get; init; }

    /// <summary>Tells of releases too that are the same on both sides.</summary>
    public bool IncludeEqual { get; init; }

    /// <summary>Looks at the live objects of the difference side, which must be a cluster, and tells where they are not what their manifests say.</summary>
    public bool IncludeDrift { get; init; }

    /// <summary>Shows what Secrets hold.</summary>
    public bool ShowSecrets { get; init; }
}
