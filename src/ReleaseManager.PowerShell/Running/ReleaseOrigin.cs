using ReleaseManager.Core;
using ReleaseManager.Core.Export;
using ReleaseManager.Core.State;

namespace ReleaseManager.PowerShell.Running;

/// <summary>Where releases that came down a pipeline were found: a cluster, or a snapshot of a state.</summary>
/// <param name="Cluster">The cluster; null for a state.</param>
/// <param name="Backend">Where the state is; null for a cluster.</param>
/// <param name="Snapshot">The snapshot's number; null for a cluster, and where the state has no such.</param>
internal sealed record ReleaseOrigin(ClusterChoice? Cluster, HelmReleaseBackend? Backend, int? Snapshot)
{
    /// <summary>Which snapshot is meant.</summary>
    public SnapshotSelector Selector =>
        Snapshot is { } number ? SnapshotSelector.Number(new SnapshotId(number, null)) : SnapshotSelector.Latest;

    /// <exception cref="ReleaseManagerException">It was not made by Get-HelmRelease in this session.</exception>
    public static ReleaseOrigin Of(HelmRelease release) =>
        Origins.Find(release)
        ?? throw new ReleaseManagerException(
            "ReleaseOriginUnknown",
            ErrorKind.Usage,
            $"It is not known where release {release.Namespace}/{release.Name} was found."
        )
        {
            Target = $"{release.Namespace}/{release.Name}",
            Advice = "Pass on what Get-HelmRelease gave in this very session.",
        };

    /// <summary>The state that holds the releases: the saved one, or one that is read from the cluster into memory.</summary>
    /// <param name="command">Told of what the cluster says.</param>
    /// <param name="releases">The releases that are wanted, as <c>namespace/name</c>.</param>
    /// <param name="references">Whether what they refer to and no release owns is wanted of a cluster, too.</param>
    public async Task<OpenedState> OpenAsync(
        AsyncCommand command,
        IReadOnlyList<string> releases,
        bool references,
        IProgress<OperationProgress> progress,
        CancellationToken stop
    )
    {
        if (Cluster is null)
        {
            return Backend!.Open();
        }

        using var source = Cluster.Open(command);
        var wanted = new ExportOptions { IncludeReferences = references, Writer = Product.Name };
        return new OpenedState(
            await LiveState.ReadAsync(source, releases, wanted, TimeProvider.System, progress, stop),
            connection: null
        );
    }
}
