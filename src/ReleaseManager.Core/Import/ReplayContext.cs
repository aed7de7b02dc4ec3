using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Import.Render;
using ReleaseManager.Core.State;

namespace ReleaseManager.Core.Import;

/// <summary>What all releases of one import share.</summary>
internal sealed record ReplayContext
{
    public required KubeClient Cluster { get; init; }

    public required ReleaseState State { get; init; }

    public required string StateId { get; init; }

    public required int Snapshot { get; init; }

    public required ReleaseImportSettings Settings { get; init; }

    public required KindResolver Kinds { get; init; }

    public required ImportHolder Holder { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>Renders charts anew; null where manifests are replayed.</summary>
    public ReleaseRendering? Rendering { get; init; }
}
