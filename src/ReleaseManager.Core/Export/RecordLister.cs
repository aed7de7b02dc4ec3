using System.Runtime.CompilerServices;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.Export;

/// <summary>
/// Finds out which records a cluster holds, from metadata alone. A list that does not come whole is an error: a short one
/// would make releases look removed.
/// </summary>
internal sealed class RecordLister(KubeClient cluster, ExportScope scope)
{
    private const string Owner = "owner=helm";
    private const int Restarts = 5;

    /// <summary>Where a driver keeps its records.</summary>
    public static ApiResource ResourceOf(StorageDriver driver) =>
        driver == StorageDriver.Secret ? KnownResources.Secrets : KnownResources.ConfigMaps;

    /// <summary>Lists the records of all releases that the export looks at.</summary>
    /// <exception cref="ReleaseManagerException">A list failed or was not allowed.</exception>
    public async Task<RecordInventory> ListAsync(IProgress<OperationProgress>? progress, CancellationToken stop)
    {
        var inventory = new RecordInventory();
        foreach (var driver in scope.Drivers)
        {
            progress?.Report(new OperationProgress("Listing records", null, inventory.Records.Count, null));
            if (scope.NamedNamespaces is { } named)
            {
                await CollectEachAsync(driver, named, inventory, progress, stop);
                continue;
            }

            try
            {
                await CollectAsync(driver, null, inventory, stop);
            }
            catch (KubeApiException error) when (error.IsForbidden)
            {
                await CollectEachAsync(
                    driver,
                    await VisibleNamespacesAsync(driver, error, stop),
                    inventory,
                    progress,
                    stop
                );
            }
        }

        return inventory;
    }

    /// <summary>The namespaces that are looked at, as far as they can be told without looking.</summary>
    public async Task<IReadOnlyList<string>> NamespacesAsync(CancellationToken stop) =>
        scope.NamedNamespaces ?? await VisibleNamespacesAsync(scope.Drivers[0], null, stop);

    /// <summary>Lists one release with its bodies: one answer of the API, so one moment.</summary>
    public async Task<IReadOnlyList<KubeObject>> ReadReleaseAsync(
        ReleaseKey release,
        bool byLabel,
        CancellationToken stop
    )
    {
        var options = new ListOptions
        {
            LabelSelector = byLabel ? $"{Owner},name={release.Name}" : Owner,
            PageSize = 100,
        };
        List<KubeObject> found = [];
        await RestartAsync(
            async () =>
            {
                found.Clear();
                await foreach (
                    var each in cluster.ListAsync(ResourceOf(release.Driver), release.Namespace, options, stop)
                )
                {
                    if (ListedRecord.From(release.Driver, each)?.Release == release)
                    {
                        found.Add(each);
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
        var options = new ListOptions { LabelSelector = Owner, PageSize = 50 };
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
        IProgress<OperationProgress>? progress,
        CancellationToken stop
    )
    {
        foreach (var ns in namespaces)
        {
            progress?.Report(new OperationProgress("Listing records", ns, inventory.Records.Count, null));
            await CollectAsync(driver, ns, inventory, stop);
        }
    }

    private async Task<IReadOnlyList<string>> VisibleNamespacesAsync(
        StorageDriver driver,
        KubeApiException? refusal,
        CancellationToken stop
    )
    {
        try
        {
            List<string> names = [];
            await foreach (
                var each in cluster.ListMetadataAsync(KnownResources.Namespaces, null, ListOptions.Default, stop)
            )
            {
                if (scope.Covers(each.Name))
                {
                    names.Add(each.Name);
                }
            }

            return names;
        }
        catch (KubeApiException error) when (error.IsForbidden)
        {
            throw new ReleaseManagerException(
                "ListForbidden",
                ErrorKind.Cluster,
                $"The cluster allows listing {ResourceOf(driver).Plural} neither in all namespaces nor finding out which namespaces there are.",
                refusal ?? error
            )
            {
                Target = ResourceOf(driver).Plural,
                Advice =
                    "Name the namespaces to export without wildcards, or the one storage driver that is in use, or allow the verb list.",
            };
        }
    }

    private async Task CollectAsync(StorageDriver driver, string? ns, RecordInventory inventory, CancellationToken stop)
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
                var options = new ListOptions { LabelSelector = Owner };
                await foreach (var each in cluster.ListMetadataAsync(ResourceOf(driver), ns, options, stop))
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
