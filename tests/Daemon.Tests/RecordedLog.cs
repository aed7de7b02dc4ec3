using ReleaseManager.Daemon.Logging;

namespace ReleaseManager.Daemon.Tests;

/// <summary>Keeps what a daemon tells, and lets a test wait for it.</summary>
/// <param name="time">The daemon's clock.</param>
internal sealed class RecordedLog(TimeProvider time) : IDaemonLog
{
    private readonly Lock _gate = new();
    private readonly List<(DaemonEvent Event, DateTimeOffset At)> _events = [];
    private readonly Dictionary<string, int> _taken = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TaskCompletionSource<DaemonEvent>> _awaited = new(StringComparer.Ordinal);

    public IReadOnlyList<DaemonEvent> Events
    {
        get
        {
            lock (_gate)
            {
                return [.. _events.Select(one => one.Event)];
            }
        }
    }

    /// <summary>When the event happened that was taken last; the clock may have moved on since.</summary>
    public DateTimeOffset TakenAt { get; private set; }

    public int Count(string name) => Events.Count(one => one.Name == name);

    public void Write(DaemonEvent happened)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            _events.Add((happened, now));
            if (_awaited.Remove(happened.Name, out var awaited))
            {
                Take(happened, now);

                // Known to be there at once, so that a clock that is driven on until then stands still.
                awaited.SetResult(happened);
            }
        }
    }

    /// <summary>Takes the oldest event of a name that was not taken yet; waits for it. One at a time may wait for a name.</summary>
    public Task<DaemonEvent> NextAsync(string name)
    {
        lock (_gate)
        {
            var untaken = _events.Where(one => one.Event.Name == name).Skip(_taken.GetValueOrDefault(name));
            foreach (var (found, at) in untaken)
            {
                Take(found, at);
                return Task.FromResult(found);
            }

            var awaited = new TaskCompletionSource<DaemonEvent>(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited.Add(name, awaited);
            return awaited.Task;
        }
    }

    private void Take(DaemonEvent taken, DateTimeOffset at)
    {
        _taken[taken.Name] = _taken.GetValueOrDefault(taken.Name) + 1;
        TakenAt = at;
    }
}
