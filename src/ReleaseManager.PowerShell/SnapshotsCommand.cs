using ReleaseManager.Core.State;
using ReleaseManager.PowerShell.Running;

namespace ReleaseManager.PowerShell;

/// <summary>
/// A cmdlet that works on some snapshots of a state, or on all: those that come down the pipeline are taken together, so that the work on a
/// state is done once, after the last of them.
/// </summary>
public abstract class SnapshotsCommand : BackendCommand
{
    private readonly List<(HelmReleaseBackend Backend, List<string> Snapshots)> _states = [];

    /// <summary>What was named, here or by the object of the pipeline that is at hand.</summary>
    protected abstract IReadOnlyList<string> NamedSnapshots { get; }

    /// <inheritdoc/>
    protected sealed override Task ProcessAsync(CancellationToken stop)
    {
        var backend = ChooseBackend();
        // A snapshot may have been given in place of its state.
        var named = NamedSnapshots is [] && Origins.SnapshotOf(Backend) is { } given ? [given] : NamedSnapshots;
        var known = _states.Find(one => one.Backend == backend).Snapshots;
        if (known is null)
        {
            _states.Add((backend, [.. named]));
        }
        else
        {
            known.AddRange(named);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected sealed override async Task FinishAsync(CancellationToken stop)
    {
        foreach (var (backend, snapshots) in _states)
        {
            await EachAsync(async () =>
            {
                using var opened = Open(backend);
                await ProcessAsync(opened.State, snapshots, backend, stop);
            });
        }
    }

    /// <summary>The work on one state. Runs on the thread pool.</summary>
    /// <param name="state">Open as long as the work runs.</param>
    /// <param name="snapshots">What was named of it, in its order; empty where nothing was.</param>
    /// <param name="backend">Where the state is.</param>
    /// <param name="stop">Canceled by Ctrl+C, and when nobody wants more output.</param>
    protected abstract Task ProcessAsync(
        ReleaseState state,
        IReadOnlyList<string> snapshots,
        HelmReleaseBackend backend,
        CancellationToken stop
    );
}
