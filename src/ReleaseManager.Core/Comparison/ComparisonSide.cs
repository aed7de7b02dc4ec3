using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Releases;
using ReleaseManager.Core.State;

namespace ReleaseManager.Core.Comparison;

/// <summary>One side of a comparison: a snapshot of a state, or a cluster as it is now.</summary>
public abstract class ComparisonSide
{
    private protected ComparisonSide() { }

    /// <summary>What it is, in a few words: <c>snapshot 3</c>, <c>cluster blue</c>.</summary>
    public abstract string Label { get; }

    /// <summary>What must be known to understand the comparison; known once it was listed.</summary>
    public virtual IReadOnlyList<string> Warnings => [];

    /// <summary>A snapshot.</summary>
    /// <param name="form">In what form its releases are shown; the default one where null.</param>
    public static ComparisonSide Of(ReleaseState state, Snapshot snapshot, ReleaseForm? form = null) =>
        new SnapshotSide(state, snapshot, form ?? ReleaseForm.Default);

    /// <summary>A cluster; it must stay open as long as the comparison runs.</summary>
    /// <param name="reopen">Opens it once more, for whoever asks a release for its history later; null where it stays open.</param>
    /// <param name="form">In what form its releases are shown; the default one where null.</param>
    public static ComparisonSide Of(KubeClient cluster, Func<KubeClient>? reopen = null, ReleaseForm? form = null) =>
        new ClusterSide(cluster, reopen, form ?? ReleaseForm.Default);

    /// <summary>What it is, told apart from another side.</summary>
    internal virtual string LabelBeside(ComparisonSide other) => Label;

    /// <summary>The highest revision of each release that is looked at, from metadata alone.</summary>
    /// <param name="other">The other side: what is known to be the same there may be left out where equal ones are not wanted.</param>
    internal abstract Task<IReadOnlyList<ComparedRelease>> ListAsync(
        ComparisonOptions options,
        ComparisonSide other,
        IProgress<OperationProgress>? progress,
        CancellationToken stop
    );
}
