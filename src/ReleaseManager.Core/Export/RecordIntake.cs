using System.Collections.Concurrent;
using System.Threading.Channels;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Releases;
using ReleaseManager.Core.State;

namespace ReleaseManager.Core.Export;

/// <summary>
/// Reads the bodies of records and saves each as it comes, so that memory does not grow with their number: a few by
/// name, many by pages of their namespace.
/// </summary>
internal sealed class RecordIntake(KubeClient cluster, RecordLister lister, EntryBuilder builder, int parallelism)
{
    private const int PageReaders = 2;

    // As many as a page holds: the writers have work while the next page is asked for.
    private const int Buffered = 50;

    private readonly ConcurrentDictionary<RecordKey, ListingEntry> _entries = new();

    /// <summary>The entries saved so far, by the very content that they are of.</summary>
    public IReadOnlyDictionary<RecordKey, ListingEntry> Entries => _entries;

    /// <summary>Reads and saves records.</summary>
    /// <param name="wanted">Records that the state does not hold in this form.</param>
    /// <param name="totals">How many records there are in all, by driver and namespace.</param>
    /// <param name="progress">Told of each record.</param>
    /// <returns>The releases that changed after they were listed, so that what was read of them does not fit together.</returns>
    public async Task<IReadOnlyCollection<ReleaseKey>> ReadAsync(
        IReadOnlyList<ListedRecord> wanted,
        IReadOnlyDictionary<(StorageDriver Driver, string Namespace), int> totals,
        IProgress<OperationProgress>? progress,
        CancellationToken stop
    )
    {
        var moved = new ConcurrentDictionary<ReleaseKey, bool>();
        var done = 0L;
        void Report(string ns) =>
            progress?.Report(
                new OperationProgress("Reading records", ns, Interlocked.Increment(ref done), wanted.Count)
            );

        var groups = wanted
            .GroupBy(r => (r.Release.Driver, r.Release.Namespace))
            .ToLookup(group => IsWorthPaging(group.Count(), totals[group.Key]));
        await ReadSinglyAsync(groups[false].SelectMany(g => g), moved, Report, stop);
        await ReadPagesAsync(groups[true], moved, Report, stop);
        return [.. moved.Keys];
    }

    /// <summary>
    /// Lists and saves at once. Where the state holds nothing yet all bodies are wanted, and to list the metadata first would make the API
    /// server read everything twice. Each list is one moment, so nothing in it can be torn.
    /// </summary>
    /// <param name="progress">Told of each record.</param>
    /// <exception cref="ReleaseManagerException">A list failed or was not allowed.</exception>
    public async Task<RecordInventory> ListAsync(IProgress<OperationProgress>? progress, CancellationToken stop)
    {
        var inventory = new RecordInventory();
        var done = 0L;
        await PassOnAsync(
            async (bodies, token) =>
                inventory = await lister.ListAsync(
                    (listed, body) => bodies.WriteAsync((listed, body), token),
                    progress,
                    token
                ),
            ns => progress?.Report(new OperationProgress("Reading records", ns, Interlocked.Increment(ref done), null)),
            stop
        );
        return inventory;
    }

    /// <summary>Forgets what was saved: it may not be there any more.</summary>
    public void Forget() => _entries.Clear();

    /// <summary>Saves a body that is at hand.</summary>
    public async Task<ListingEntry> SaveAsync(ListedRecord listed, KubeObject body, CancellationToken stop) =>
        _entries[listed.Key] = await builder.SaveAsync(listed, body, stop);

    /// <summary>Pages bring every body of the namespace: worth it when that is at most twice what is wanted.</summary>
    private static bool IsWorthPaging(int wanted, int total) => wanted > 2 && wanted * 2 >= total;

    private static bool IsSame(ListedRecord listed, KubeObject body) =>
        listed.Key.Uid == body.Uid && listed.Key.ResourceVersion == body.ResourceVersion;

    private Task ReadSinglyAsync(
        IEnumerable<ListedRecord> wanted,
        ConcurrentDictionary<ReleaseKey, bool> moved,
        Action<string> report,
        CancellationToken stop
    ) =>
        Parallel.ForEachAsync(
            wanted,
            new ParallelOptions { MaxDegreeOfParallelism = parallelism, CancellationToken = stop },
            async (listed, token) =>
            {
                var at = new ResourceAddress(
                    RecordLister.ResourceOf(listed.Release.Driver),
                    listed.Release.Namespace,
                    listed.Key.ObjectName
                );
                if (await cluster.GetAsync(at, token) is { } body && IsSame(listed, body))
                {
                    await SaveAsync(listed, body, token);
                }
                else
                {
                    moved[listed.Release] = true;
                }

                report(listed.Release.Namespace);
            }
        );

    private Task ReadPagesAsync(
        IEnumerable<IGrouping<(StorageDriver Driver, string Namespace), ListedRecord>> groups,
        ConcurrentDictionary<ReleaseKey, bool> moved,
        Action<string> report,
        CancellationToken stop
    ) =>
        PassOnAsync(
            (bodies, token) =>
                Parallel.ForEachAsync(
                    groups,
                    new ParallelOptions { MaxDegreeOfParallelism = PageReaders, CancellationToken = token },
                    async (group, one) => await ReadNamespaceAsync(group, bodies, moved, one)
                ),
            report,
            stop
        );

    /// <summary>Saves bodies while more of them are read.</summary>
    private async Task PassOnAsync(
        Func<ChannelWriter<(ListedRecord Listed, KubeObject Body)>, CancellationToken, Task> read,
        Action<string> report,
        CancellationToken stop
    )
    {
        var bodies = Channel.CreateBounded<(ListedRecord Listed, KubeObject Body)>(Buffered);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await Task.WhenAll(ProduceAsync(), ConsumeAsync());

        async Task ProduceAsync()
        {
            try
            {
                await read(bodies.Writer, linked.Token);
                bodies.Writer.Complete();
            }
            catch (Exception error)
            {
                bodies.Writer.Complete(error);
                throw;
            }
        }

        async Task ConsumeAsync()
        {
            try
            {
                await Parallel.ForEachAsync(
                    bodies.Reader.ReadAllAsync(linked.Token),
                    new ParallelOptions { MaxDegreeOfParallelism = parallelism, CancellationToken = linked.Token },
                    async (each, token) =>
                    {
                        await SaveAsync(each.Listed, each.Body, token);
                        report(each.Listed.Release.Namespace);
                    }
                );
            }
            catch
            {
                await linked.CancelAsync();
                throw;
            }
        }
    }

    private async Task ReadNamespaceAsync(
        IGrouping<(StorageDriver Driver, string Namespace), ListedRecord> group,
        ChannelWriter<(ListedRecord Listed, KubeObject Body)> bodies,
        ConcurrentDictionary<ReleaseKey, bool> moved,
        CancellationToken stop
    )
    {
        var pending = group.ToDictionary(listed => listed.Key.ObjectName, StringComparer.Ordinal);
        await foreach (var body in lister.ReadPagesAsync(group.Key.Driver, group.Key.Namespace, stop))
        {
            if (pending.Remove(body.Name, out var listed))
            {
                if (IsSame(listed, body))
                {
                    await bodies.WriteAsync((listed, body), stop);
                }
                else
                {
                    moved[listed.Release] = true;
                }
            }
        }

        foreach (var gone in pending.Values)
        {
            moved[gone.Release] = true;
        }
    }
}
