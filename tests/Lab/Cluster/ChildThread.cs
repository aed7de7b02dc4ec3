using System.Collections.Concurrent;

namespace ReleaseManager.Lab;

/// <summary>
/// The one thread that starts processes. A parent-death signal is sent when the *thread* that forked ends
/// (prctl(2), PR_SET_PDEATHSIG), and threads of the pool come and go; this one lives as long as the process.
/// </summary>
internal static class ChildThread
{
    private static readonly BlockingCollection<Action> Work = Start();

    public static Task<T> RunAsync<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Work.Add(() =>
        {
            try
            {
                done.SetResult(work());
            }
            catch (Exception error)
            {
                done.SetException(error);
            }
        });
        return done.Task;
    }

    private static BlockingCollection<Action> Start()
    {
        var work = new BlockingCollection<Action>();
        var thread = new Thread(() =>
        {
            foreach (var action in work.GetConsumingEnumerable())
            {
                action();
            }
        })
        {
            IsBackground = true,
            Name = "lab child processes",
        };
        thread.Start();
        return work;
    }
}
