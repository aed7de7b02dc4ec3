namespace ReleaseManager.Core.Import;

/// <summary>Does several things at once, a bounded number of them; one that fails stops none of the others.</summary>
internal static class Bounded
{
    /// <exception cref="Exception">The first error in the order of the items, once all have ended.</exception>
    public static async Task ForEachAsync<T>(
        IReadOnlyList<T> items,
        int atOnce,
        Func<T, Task> work,
        CancellationToken stop
    )
    {
        if (items.Count == 1)
        {
            await work(items[0]);
            return;
        }

        using var room = new SemaphoreSlim(atOnce);
        await Task.WhenAll(items.Select(Guarded));

        async Task Guarded(T item)
        {
            await room.WaitAsync(stop);
            try
            {
                await work(item);
            }
            finally
            {
                room.Release();
            }
        }
    }
}
