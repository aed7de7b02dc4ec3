using ReleaseManager.Core.Import.Render;
using ReleaseManager.Core.State;

namespace ReleaseManager.Core.Import;

/// <summary>What is to be brought back, and how.</summary>
public sealed record ImportOptions
{
    /// <summary>Which snapshot: the newest good one unless said otherwise.</summary>
    public SnapshotSelector Snapshot { get; init; } = SnapshotSelector.Latest;

    /// <summary>Names of releases, with wildcards; empty means all.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Namespaces of releases, with wildcards; empty means all.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];

    /// <summary>Namespaces that stay out, with wildcards.</summary>
    public IReadOnlyList<string> ExcludeNamespaces { get; init; } = [];

    /// <summary>The only releases that are meant, as <c>namespace/name</c>; empty means all that the patterns take.</summary>
    public IReadOnlyCollection<string> Releases { get; init; } = [];

    /// <summary>Where the releases come back that are asked for, if they are all of one namespace; null where they come back where they were.</summary>
    public string? TargetNamespace { get; init; }

    /// <summary>How the import is done.</summary>
    public ReleaseImportSettings Settings { get; init; } = new();

    /// <summary>What rendering needs besides; no part of the plan.</summary>
    public RenderInput Render { get; init; } = RenderInput.None;
}
