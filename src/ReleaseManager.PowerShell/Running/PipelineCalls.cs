using System.Collections.Concurrent;
using System.Management.Automation;

namespace ReleaseManager.PowerShell.Running;

/// <summary>
/// Runs work on the thread pool and, meanwhile, on the pipeline's own thread, what the work wants of the pipeline:
/// PowerShell takes output, messages and questions from that thread only.
/// </summary>
/// <param name="patience">How long the pump, told to leave, waits for the work to end.</param>
/// <param name="work">Ends the work; the pump does not wait until it has ended.</param>
/// <param name="leave">Ends the pump.</param>
internal sealed class PipelineCalls(TimeSpan patience, CancellationToken work, CancellationToken leave) : IDisposable
{
    /// <summary>How far the work may be ahead of what takes its output.</summary>
    private const int Backlog = 1000;

    private readonly BlockingCollection<Action> _calls = new(Backlog);
    private readonly int _pipelineThread = Environment.CurrentManagedThreadId;

    /// <summary>Runs the work to its end. What a call throws (nobody wants more output, errors are to stop) comes through as it is.</summary>
    /// <returns>What the work threw; null where it ended well.</returns>
    /// <exception cref="PipelineStoppedException">The pump was told to leave; the work may still be ending.</exception>
    public Exception? Run(Func<CancellationToken, Task> start)
    {
        Exception? failure = null;
        var ended = Task.Run(
            async () =>
            {
                try
                {
                    await start(work);
                }
                catch (Exception e)
                {
                    failure = e;
                }
                finally
                {
                    _calls.CompleteAdding();
                }
            },
            CancellationToken.None
        );

        try
        {
            foreach (var call in _calls.GetConsumingEnumerable(leave))
            {
                call();
            }
        }
        catch (OperationCanceledException) when (leave.IsCancellationRequested)
        {
            ended.Wait(patience, CancellationToken.None);
            throw new PipelineStoppedException();
        }

        return failure;
    }

    /// <summary>Has the call made on the pipeline's thread; at once if this is it. Waits while too many are outstanding.</summary>
    /// <exception cref="OperationCanceledException">The work is to end.</exception>
    public void Post(Action call)
    {
        if (Environment.CurrentManagedThreadId == _pipelineThread)
        {
            call();
        }
        else
        {
            try
            {
                _calls.Add(call, work);
            }
            catch (InvalidOperationException)
            {
                // A late message of something that the work left running after its end.
            }
        }
    }

    /// <summary>Asks something on the pipeline's thread and waits for the answer.</summary>
    public async Task<T> AskAsync<T>(Func<T> question)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(() => answer.SetResult(question()));
        return await answer.Task.WaitAsync(work);
    }

    /// <summary>To be called once the work has ended.</summary>
    public void Dispose() => _calls.Dispose();
}
