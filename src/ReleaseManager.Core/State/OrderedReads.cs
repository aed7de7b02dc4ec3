namespace ReleaseManager.Core.State;

/// <summary>Reads many things at the same time and gives them in their order; a few are read ahead.</summary>
internal static class OrderedReads
{
    /// <summary>How many reads are in flight where nothing else bounds them.</summary>
    public const int Ahead = 16;

    /// <param name="items">What to read.</param>
    /// <param name="read">Reads one.</param>
    public static async IAsyncEnumerable<TResult> RunAsync<T, TResult>(
        IEnumerable<T> items,
        Func<T, Task<TResult>> read
    )
    {
        var flying = new Queue<Task<TResult>>();
        try
        {
            foreach (var item in items)
            {
                flying.Enqueue(read(item));
                if (flying.Count >= Ahead)
                {
                    yield return await flying.Dequeue();
                }
            }

            while (flying.Count > 0)
            {
                yield return await flying.Dequeue();
            }
        }
        finally
        {
            // Nobody wants these any more, but each must have ended before whatever comes next.
            Task all = Task.WhenAll(flying);
            await all.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
