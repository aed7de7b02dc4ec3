using System.Runtime.CompilerServices;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.Export;

/// <summary>
/// Finds out which records a cluster holds, from metadata alone or with their bodies. A list that does not come whole is an
/// error: a short one would make releases look removed.
/// </summary>
internal sealed class RecordLister(KubeClient cluster, ExportScope scope)
{
    private const string Owner = "owner=helm";
    private const int Restarts = 5;
    private const int BodiesPerPage = 50;

    /// <summary>Where a driver keeps its records.</summary>
    public static ApiResource ResourceOf(StorageDriver driver) =>
        driver == StorageDriver.Secret ? KnownResources.Secrets : KnownResources.ConfigMaps;

    /// <summary>Lists the records of all releases that the export looks at.</summary>
    /// <exception cref="ReleaseManagerException">A list failed or was not allowed.</exception>
    public Task<RecordInventory> ListAsync(IProgress<OperationProgress>? progress, CancellationToken stop) =>
        ListAsync(take: null, progress, stop);

    /// <summary>Lists the records with their bodies.</summary>
    /// <param name="take">
    /// Gets each body as it comes; of a list that had to begin again also those that are of no use. Null lists metadata alone.
    /// </param>
    /// <inheritdoc cref="ListAsync(IProgress{OperationProgress}, CancellationToken)"/>
    public async Task<RecordInventory> ListAsync(
        Func<ListedRecord, KubeObject, ValueTask>? take,
        IProgress<OperationProgress>? progress,
        CancellationToken stop
    )
    {
        var inventory = new RecordInventory();
        foreach (var driver in scope.Drivers)
        {
            progress?.Report(new OperationProgress("Listing records", null, inventory.Records.Count, null));
            if (scope.NamedNamespaces is { } named)
            {
                await CollectEachAsync(driver, named, inventory, take, progress, stop);
                continue;
            }

            try
            {
                await CollectAsync(driver, null, inventory, take, stop);
            }
            catch (KubeApiException error) when (error.IsForbidden)
            {
                await CollectEachAsync(
                    driver,
                    await VisibleNamespacesAsync(driver, error, stop),
                    inventory,
                    take,
                    progress,
                    stop
                );
            }
        }

        return inventory;
    }

    /// <summary>The namespaces that are looked at; null where they are not all named and may not be listed.</summary>
    public async Task<IReadOnlyList<string>?> NamespacesAsync(CancellationToken stop)
    {
        if (scope.NamedNamespaces is { } named)
        {
            return named;
        }

        List<string> names = [];
        try
        {
            await RestartAsync(
                async () =>
                {
                    names.Clear();
                    await foreach (
                        var each in cluster.ListMetadataAsync(
                            KnownResources.Namespaces,
                            null,
                            ListOptions.Default,
                            stop
                        )
                    )
                    {
                        names.Add(each.Name);
                    }
                },
                stop
            );
        }
        catch (KubeApiException error) when (error.IsForbidden)
        {
            return null;
        }

        return [.. names.Where(scope.Covers)];
    }

    /// <summary>Reads one release from one list with bodies: however many pages it has, it shows one moment.</summary>
    /// <param name="byLabel">Whether a label selector finds all records of the release.</param>
    /// <param name="take">
    /// Gets each body as it comes, so that a long history is never in memory as a whole. Of a list that had to begin again it
    /// has got bodies that are of no use.
    /// </param>
    /// <returns>The release's records at that moment.</returns>
    public async Task<IReadOnlyList<ListedRecord>> ReadReleaseAsync(
        ReleaseKey release,
        bool byLabel,
        Func<ListedRecord, KubeObject, Task> take,
        CancellationToken stop
    )
    {
        var options = new ListOptions
        {
            LabelSelector = byLabel ? $"{Owner},name={release.Name}" : Owner,
            PageSize = BodiesPerPage,
        };
        List<ListedRecord> found = [];
        await RestartAsync(
            async () =>
            {
                found.Clear();
                await foreach (
                    var each in cluster.ListAsync(ResourceOf(release.Driver), release.Namespace, options, stop)
                )
                {
                    if (ListedRecord.From(release.Driver, each) is { } listed && listed.Release == release)
                    {
                        found.Add(listed);
                        await take(listed, each);
                    }
                }
            },
            stop
        );
        return found;
    }

    /// <summary>Reads the records of a namespace with their bodies; one that comes twice came from a list that had to begin again.</summary>
    public async IAsyncEnumerable<KubeObject> ReadPagesAsync(
        StorageDriver driver,
        string ns,
        [EnumeratorCancellation] CancellationToken stop
    )
    {
        var options = new ListOptions { LabelSelector = Owner, PageSize = BodiesPerPage };
        for (var attempt = 0; ; attempt++)
        {
            await using var pages = cluster.ListAsync(ResourceOf(driver), ns, options, stop).GetAsyncEnumerator(stop);
            while (true)
            {
                try
                {
                    if (!await pages.MoveNextAsync())
                    {
                        yield break;
                    }
                }
                catch (KubeApiException error) when (error.IsExpired && attempt < Restarts)
                {
                    break;
                }

                yield return pages.Current;
            }
        }
    }

    /// <summary>Runs a list again from its beginning where the API has forgotten the moment that it began with.</summary>
    private static async Task RestartAsync(Func<Task> list, CancellationToken stop)
    {
        for (var attempt = 0; ; attempt++)
        {
            stop.ThrowIfCancellationRequested();
            try
            {
                await list();
                return;
            }
            catch (KubeApiException error) when (error.IsExpired && attempt < Restarts) { }
        }
    }

    private async Task CollectEachAsync(
        StorageDriver driver,
        IReadOnlyList<string> namespaces,
        RecordInventory inventory,
        Func<ListedRecord, KubeObject, ValueTask>? take,
        IProgress<OperationProgress>? progress,
        CancellationToken stop
    )
    {
        foreach (var ns in namespaces)
        {
            progress?.Report(new OperationProgress("Listing records", ns, inventory.Records.Count, null));
            await CollectAsync(driver, ns, inventory, take, stop);
        }
    }

    private async Task<IReadOnlyList<string>> VisibleNamespacesAsync(
        StorageDriver driver,
        KubeApiException refusal,
        CancellationToken stop
    ) =>
        await NamespacesAsync(stop)
        ?? throw new ReleaseManagerException(
            "ListForbidden",
            ErrorKind.Cluster,
            $"The cluster allows listing {ResourceOf(driver).Plural} neither in all namespaces nor finding out which namespaces there are.",
            refusal
        )
        {
            Target = ResourceOf(driver).Plural,
            Advice =
                "Name the namespaces to export without wildcards, or the one storage driver that is in use, or allow the verb list.",
        };

    private IAsyncEnumerable<KubeObject> Found(
        StorageDriver driver,
        string? ns,
        bool withBodies,
        CancellationToken stop
    )
    {
        var options = new ListOptions { LabelSelector = Owner };
        return withBodies
            ? cluster.ListAsync(ResourceOf(driver), ns, options with { PageSize = BodiesPerPage }, stop)
            : cluster.ListMetadataAsync(ResourceOf(driver), ns, options, stop);
    }

    private async Task CollectAsync(
        StorageDriver driver,
        string? ns,
        RecordInventory inventory,
        Func<ListedRecord, KubeObject, ValueTask>? take,
        CancellationToken stop
    )
    {
        List<ListedRecord> records = [];
        List<string> strangers = [];
        Dictionary<(StorageDriver, string), int> totals = [];
        await RestartAsync(
            async () =>
            {
                records.Clear();
                strangers.Clear();
                totals.Clear();
                await foreach (var each in Found(driver, ns, withBodies: take is not null, stop))
                {
                    var key = (driver, each.Namespace ?? "");
                    totals[key] = totals.GetValueOrDefault(key) + 1;
                    if (ListedRecord.From(driver, each) is not { } record)
                    {
                        strangers.Add($"{each.Namespace}/{each.Name}");
                    }
                    else if (scope.Covers(record.Release.Namespace, record.Release.Name))
                    {
                        records.Add(record);
                        if (take is not null)
                        {
                            await take(record, each);
                        }
                    }
                }
            },
            stop
        );
        inventory.Records.AddRange(records);
        foreach (var (key, count) in totals)
        {
            inventory.Totals[key] = count;
        }

        inventory.Strangers.AddRange(strangers.Where(name => scope.Covers(name.Split('/')[0])));
    }
}
