using ReleaseManager.Core.State;

namespace ReleaseManager.PowerShell.Running;

/// <summary>A state that a command works on, with the connection to where it is kept.</summary>
/// <param name="state">There or not yet.</param>
/// <param name="connection">What ends with the work; null where nothing does.</param>
internal sealed class OpenedState(ReleaseState state, IDisposable? connection) : IDisposable
{
    /// <summary>The state.</summary>
    public ReleaseState State => state;

    /// <inheritdoc/>
    public void Dispose() => connection?.Dispose();
}
