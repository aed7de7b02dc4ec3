using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.Import;

/// <summary>Notes nothing beyond the run: hooks of an uninstall that was interrupted run again, as they do with Helm.</summary>
internal sealed class HookMemory : IHookMarks
{
    public DateTimeOffset Created => DateTimeOffset.MaxValue;

    public string? HookState(string key) => null;

    public Task MarkHookAsync(string key, string state, Action<RecordEdit>? lastRun, CancellationToken stop) =>
        Task.CompletedTask;
}
