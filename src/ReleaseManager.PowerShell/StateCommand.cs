using ReleaseManager.Core.State;

namespace ReleaseManager.PowerShell;

/// <summary>A cmdlet that works on saved states, one for each object of the pipeline.</summary>
public abstract class StateCommand : BackendCommand
{
    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken stop)
    {
        using var opened = Open(ChooseBackend());
        await ProcessAsync(opened.State, stop);
    }

    /// <summary>The work on one state. Runs on the thread pool.</summary>
    /// <param name="state">There or not yet; open as long as the work runs.</param>
    /// <param name="stop">Canceled by Ctrl+C, and when nobody wants more output.</param>
    protected abstract Task ProcessAsync(ReleaseState state, CancellationToken stop);

    /// <summary>Hands a result on that knows where it came from.</summary>
    protected void WriteResult(object result) => WriteResult(result, ChooseBackend());
}
