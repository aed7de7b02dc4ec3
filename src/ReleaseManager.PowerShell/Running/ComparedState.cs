using ReleaseManager.Core.Comparison;
using ReleaseManager.Core.State;

namespace ReleaseManager.PowerShell.Running;

/// <summary>A state whose snapshots are compared.</summary>
/// <param name="backend">Where it is; releases of its snapshots may be piped on from there.</param>
internal sealed class ComparedState(ReleaseState state, HelmReleaseBackend backend, bool showSecrets)
{
    /// <summary>A snapshot, as a side.</summary>
    /// <param name="named">Which; the latest good one where null.</param>
    /// <exception cref="ReleaseManagerException">It is not there, or its name cannot be read.</exception>
    public async Task<ComparisonSide> FindAsync(string? named, CancellationToken stop) =>
        Side(await RequireAsync(named, stop));

    /// <summary>Several snapshots, in the order of their names.</summary>
    /// <exception cref="ReleaseManagerException">One is not there, or its name cannot be read.</exception>
    public async Task<IReadOnlyList<ComparisonSide>> FindAllAsync(IEnumerable<string> named, CancellationToken stop)
    {
        List<ComparisonSide> sides = [];
        foreach (var one in named)
        {
            sides.Add(await FindAsync(one, stop));
        }

        return sides;
    }

    /// <summary>The snapshot on which another one builds.</summary>
    /// <exception cref="ReleaseManagerException">Either is not there.</exception>
    public async Task<ComparisonSide> FindBeforeAsync(string? named, CancellationToken stop) =>
        Side(await state.RequireParentAsync(await RequireAsync(named, stop), stop));

    private Task<Snapshot> RequireAsync(string? named, CancellationToken stop) =>
        state.RequireAsync(named is null ? SnapshotSelector.Latest : SnapshotSelector.Parse(named), stop);

    private ComparisonSide Side(Snapshot snapshot) => ComparedPlace.Of(state, snapshot, backend, showSecrets);
}
