using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Comparison;
using ReleaseManager.Core.Releases;
using ReleaseManager.Core.State;

namespace ReleaseManager.PowerShell.Running;

/// <summary>Names the sides of a comparison for the shell: what is shown of them is looked into as what Get-HelmRelease gives, and may be piped on.</summary>
internal static class ComparedPlace
{
    /// <summary>A snapshot of a state.</summary>
    public static ComparisonSide Of(
        ReleaseState state,
        Snapshot snapshot,
        HelmReleaseBackend backend,
        bool showSecrets
    ) => ComparisonSide.Of(state, snapshot, Form(new ReleaseOrigin(null, backend, snapshot.Sequence), showSecrets));

    /// <summary>A cluster that is open as long as the comparison runs.</summary>
    public static ComparisonSide Of(KubeClient cluster, ClusterChoice choice, bool showSecrets) =>
        ComparisonSide.Of(cluster, choice.Open, Form(new ReleaseOrigin(choice, null, null), showSecrets));

    private static ReleaseForm Form(ReleaseOrigin origin, bool showSecrets) =>
        new()
        {
            ShowSecrets = showSecrets,
            Map = ShellObjects.Of,
            Found = release => Origins.Remember(release, origin),
        };
}
