using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.Import;

/// <summary>Where it is noted how far the hooks of an event are.</summary>
internal interface IHookMarks
{
    /// <summary>When the work that runs the hooks began, by the API server's clock: what is not older was created by it.</summary>
    DateTimeOffset Created { get; }

    /// <summary>How far a hook is: <c>started</c>, <c>failed</c>, <c>done</c>; null where it was not begun.</summary>
    /// <param name="key">The event, or event and position.</param>
    string? HookState(string key);

    /// <summary>Notes how far a hook is, and, where the hook is the record's own, what Helm would note of its last run.</summary>
    Task MarkHookAsync(string key, string state, Action<RecordEdit>? lastRun, CancellationToken stop);
}
