using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Export;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.Comparison;

/// <summary>A cluster as it is now; the metadata of records alone are listed.</summary>
internal sealed class ClusterSide(KubeClient cluster, Func<KubeClient>? reopen, ReleaseForm form) : ComparisonSide
{
    private readonly LiveReleases _releases = new(cluster, reopen);

    public override string Label =>
        $"cluster {cluster.Access.Context ?? cluster.Access.Server.AbsoluteUri.TrimEnd('/')}";

    /// <summary>The cluster.</summary>
    public KubeClient Cluster => cluster;

    internal override async Task<IReadOnlyList<ComparedRelease>> ListAsync(
        ComparisonOptions options,
        ComparisonSide other,
        IProgress<OperationProgress>? progress,
        CancellationToken stop
    )
    {
        var scope = new ExportScope(
            new ExportOptions
            {
                Names = options.Names,
                Namespaces = options.Namespaces,
                Driver = options.Driver,
            }
        );
        var inventory = await new RecordLister(cluster, scope).ListAsync(progress, stop);
        return
        [
            .. inventory
                .Records.GroupBy(record => record.Release)
                .Select(revisions => new ClusterRelease(_releases, [.. revisions], form)),
        ];
    }
}
