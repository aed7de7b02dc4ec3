namespace ReleaseManager.S3;

/// <summary>
/// Work that is done once for all who need its result, however many come at the same time. It goes on when one of them stops waiting. A
/// failure is told to those who wait for it; the next to come begins anew.
/// </summary>
internal sealed class Once<T>(Func<Task<T>> work)
{
    private readonly Lock _gate = new();
    private Task<T>? _task;

    /// <summary>The result; null where there is none (yet).</summary>
    public T? Result => _task is { IsCompletedSuccessfully: true } done ? done.GetAwaiter().GetResult() : default;

    public Task<T> GetAsync(CancellationToken stop)
    {
        lock (_gate)
        {
            if (_task is null or { IsCompleted: true, IsCompletedSuccessfully: false })
            {
                _task = work();
            }

            return _task.WaitAsync(stop);
        }
    }
}
