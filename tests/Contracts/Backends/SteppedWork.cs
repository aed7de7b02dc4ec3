using ReleaseManager.Core.Backends;

namespace ReleaseManager.Contracts.Backends;

/// <summary>Work on a backend that goes on only by single calls, when a test says so: what a slow process beside another looks like.</summary>
public sealed class SteppedWork
{
    private readonly Lock _gate = new();
    private readonly Queue<TaskCompletionSource> _waiting = [];
    private readonly Task _work;
    private TaskCompletionSource _arrival = NewSource();

    /// <param name="backend">Where the work is done.</param>
    /// <param name="work">The work, on the backend that it is given.</param>
    public SteppedWork(IBackend backend, Func<IBackend, Task> work)
    {
        var stepped = new FaultBackend(backend) { Before = _ => ArriveAsync() };
        _work = work(stepped);
    }

    /// <summary>True where the work has ended.</summary>
    public bool HasEnded => _work.IsCompleted;

    /// <summary>Lets so many calls happen, or fewer where the work ends before.</summary>
    public async Task StepAsync(int calls)
    {
        for (var call = 0; call < calls && await IsAtCallAsync(); call++)
        {
            Release();
        }

        await IsAtCallAsync();
    }

    /// <summary>Lets the work go on to its end.</summary>
    public async Task EndAsync()
    {
        while (await IsAtCallAsync())
        {
            Release();
        }

        await _work;
    }

    /// <summary>Waits until the work stands before a call; false where it has ended.</summary>
    private async Task<bool> IsAtCallAsync()
    {
        while (true)
        {
            Task arrival;
            lock (_gate)
            {
                if (_waiting.Count > 0)
                {
                    return true;
                }

                arrival = _arrival.Task;
            }

            await Task.WhenAny(arrival, _work);
            lock (_gate)
            {
                if (_waiting.Count == 0 && _work.IsCompleted)
                {
                    return false;
                }
            }
        }
    }

    private void Release()
    {
        TaskCompletionSource next;
        lock (_gate)
        {
            next = _waiting.Dequeue();
            _arrival = NewSource();
        }

        next.SetResult();
    }

    private Task ArriveAsync()
    {
        var turn = NewSource();
        lock (_gate)
        {
            _waiting.Enqueue(turn);
            _arrival.TrySetResult();
        }

        return turn.Task;
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
