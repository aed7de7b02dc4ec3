using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Comparison;
using ReleaseManager.Core.State;

namespace ReleaseManager.PowerShell.Running;

/// <summary>One side of a comparison, and where its releases were found: what is shown of it may be piped on.</summary>
/// <param name="Side">What is compared.</param>
/// <param name="Origin">Where releases of it are found again.</param>
internal sealed record ComparedPlace(ComparisonSide Side, ReleaseOrigin Origin)
{
    /// <summary>A snapshot of a state.</summary>
    public static ComparedPlace Of(ReleaseState state, Snapshot snapshot, HelmReleaseBackend backend) =>
        new(ComparisonSide.Of(state, snapshot), new ReleaseOrigin(null, backend, snapshot.Sequence));

    /// <summary>A cluster that is open as long as the comparison runs.</summary>
    public static ComparedPlace Of(KubeClient cluster, ClusterChoice choice) =>
        new(ComparisonSide.Of(cluster), new ReleaseOrigin(choice, null, null));
}
