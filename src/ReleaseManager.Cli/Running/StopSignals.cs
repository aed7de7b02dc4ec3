using System.Runtime.InteropServices;

namespace ReleaseManager.Cli.Running;

/// <summary>
/// Turns Ctrl+C and SIGTERM into a cancellation. A second signal, or work that does not end soon, ends the process: whatever is
/// being written is either whole or not there.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    /// <summary>How long work may take to end.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _registrations;
    private readonly Timer _impatient;

    public StopSignals()
    {
        _impatient = new Timer(_ => Environment.Exit(ExitCodes.Interrupted));
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop),
        ];
    }

    /// <summary>Cancelled once a signal has come.</summary>
    public CancellationToken Token => _stop.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _impatient.Dispose();
        _stop.Dispose();
    }

    private void Stop(PosixSignalContext signal)
    {
        if (_stop.IsCancellationRequested)
        {
            Environment.Exit(ExitCodes.Interrupted);
        }

        signal.Cancel = true;
        _impatient.Change(Patience, Timeout.InfiniteTimeSpan);
        _stop.Cancel();
    }
}
