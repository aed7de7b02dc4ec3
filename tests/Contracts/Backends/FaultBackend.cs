using System.Runtime.CompilerServices;
using ReleaseManager.Core.Backends;

namespace ReleaseManager.Contracts.Backends;

/// <summary>
/// Wraps a backend, records every call, and fails or crashes at a chosen one. A callback before each call can do what another
/// process would do at that moment.
/// </summary>
/// <param name="at">The call, counted from 1, at which the fault happens.</param>
public sealed class FaultBackend(IBackend inner, BackendFault fault = BackendFault.None, int at = 0) : IBackend
{
    private readonly Lock _gate = new();
    private readonly List<BackendCall> _calls = [];

    public string Location => inner.Location;

    /// <summary>All calls so far.</summary>
    public IReadOnlyList<BackendCall> Calls
    {
        get
        {
            lock (_gate)
            {
                return [.. _calls];
            }
        }
    }

    /// <summary>Runs before each call.</summary>
    public Func<BackendCall, Task>? Before { get; set; }

    /// <summary>How many calls of a verb there were; of all verbs where null.</summary>
    public int Count(string? verb = null) => Calls.Count(call => verb is null || call.Verb == verb);

    /// <summary>Not counted: what a place guarantees is no access to what it keeps.</summary>
    public Task<BackendGuarantees> FindGuaranteesAsync(CancellationToken stop) => inner.FindGuaranteesAsync(stop);

    public Task<BackendContent?> ReadAsync(string name, CancellationToken stop) =>
        RunAsync("Read", name, () => inner.ReadAsync(name, stop));

    public Task<bool> CreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken stop) =>
        RunAsync("Create", name, () => inner.CreateAsync(name, content, stop));

    public Task<bool> ReplaceAsync(string name, ReadOnlyMemory<byte> content, string tag, CancellationToken stop) =>
        RunAsync("Replace", name, () => inner.ReplaceAsync(name, content, tag, stop));

    public async IAsyncEnumerable<BackendEntry> ListAsync(
        string folder,
        [EnumeratorCancellation] CancellationToken stop
    )
    {
        var entries = await RunAsync("List", folder, () => CollectAsync(folder, stop));
        foreach (var entry in entries)
        {
            yield return entry;
        }
    }

    public Task DeleteAsync(IReadOnlyCollection<string> names, CancellationToken stop) =>
        RunAsync(
            "Delete",
            names.FirstOrDefault() ?? "",
            async () =>
            {
                await inner.DeleteAsync(names, stop);
                return true;
            }
        );

    private async Task<List<BackendEntry>> CollectAsync(string folder, CancellationToken stop)
    {
        var entries = new List<BackendEntry>();
        await foreach (var entry in inner.ListAsync(folder, stop))
        {
            entries.Add(entry);
        }

        return entries;
    }

    private async Task<T> RunAsync<T>(string verb, string name, Func<Task<T>> call)
    {
        BackendCall seen;
        lock (_gate)
        {
            seen = new BackendCall(_calls.Count + 1, verb, name);
            _calls.Add(seen);
        }

        if (Before is { } before)
        {
            await before(seen);
        }

        var isHere = seen.Index == at;
        var isDead = seen.Index > at && (fault is BackendFault.CrashBefore or BackendFault.CrashAfter);
        if (isDead || (isHere && (fault is BackendFault.FailBefore or BackendFault.CrashBefore)))
        {
            throw Error(seen);
        }

        var result = await call();
        return isHere && (fault is BackendFault.FailAfter or BackendFault.CrashAfter) ? throw Error(seen) : result;
    }

    private static BackendException Error(BackendCall call) => new("BackendFault", $"fault at call {call}");
}
