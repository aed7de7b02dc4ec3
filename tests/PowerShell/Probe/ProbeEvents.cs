using System.Collections.Concurrent;

namespace ReleaseManager.PowerShell.Probe;

/// <summary>What the work of a probe went through; for a test to wait for.</summary>
public static class ProbeEvents
{
    private static readonly ConcurrentDictionary<string, TaskCompletionSource> s_events = new();

    /// <summary>Notes an event.</summary>
    public static void Happened(string name) => Of(name).TrySetResult();

    /// <summary>Waits until an event has happened.</summary>
    /// <returns>False if it did not within that time.</returns>
    public static bool WaitFor(string name, TimeSpan limit) => Of(name).Task.Wait(limit);

    /// <summary>Forgets everything.</summary>
    public static void Clear() => s_events.Clear();

    private static TaskCompletionSource Of(string name) =>
        s_events.GetOrAdd(name, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
