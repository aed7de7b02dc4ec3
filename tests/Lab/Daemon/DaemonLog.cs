using System.Collections.Concurrent;
using ReleaseManager.Daemon.Logging;

namespace ReleaseManager.Lab.Daemon;

/// <summary>Keeps what a daemon tells.</summary>
internal sealed class DaemonLog : IDaemonLog
{
    private readonly ConcurrentQueue<DaemonEvent> _events = new();

    public IReadOnlyCollection<DaemonEvent> Events => _events;

    public void Write(DaemonEvent happened) => _events.Enqueue(happened);

    public bool Has(string name) => _events.Any(one => one.Name == name);

    /// <summary>What was worse than information, a line each.</summary>
    public string Complaints() =>
        string.Join(
            '\n',
            _events.Where(one => one.Level > DaemonLogLevel.Information).Select(one => $"{one.Name}: {one.Message}")
        );
}
