using System.Runtime.CompilerServices;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Releases;
using ReleaseManager.Core.State;

namespace ReleaseManager.Core.Export;

/// <summary>Shows the releases of a cluster, as Helm stored them.</summary>
public sealed class LiveReleases(KubeClient cluster)
{
    private const int ReadAhead = 16;

    /// <summary>Lists releases: metadata of all records first, then the bodies of those that are wanted.</summary>
    /// <param name="driver">The only driver to look at; null for both.</param>
    /// <returns>In the order of namespace, name and revision. Each holds its record as it was then.</returns>
    /// <exception cref="ReleaseManagerException">A pattern cannot be read, or the cluster did not give a whole answer.</exception>
    public async IAsyncEnumerable<HelmRelease> ReadAsync(
        ReleaseQuery query,
        StorageDriver? driver,
        IProgress<OperationProgress>? progress,
        [EnumeratorCancellation] CancellationToken stop
    )
    {
        ArgumentNullException.ThrowIfNull(query);
        var options = new ExportOptions
        {
            Names = query.Names,
            Namespaces = query.Namespaces,
            Driver = driver,
        };
        var inventory = await new RecordLister(cluster, new ExportScope(options)).ListAsync(progress, stop);
        var wanted = inventory
            .Records.GroupBy(record => record.Release)
            .OrderBy(group => group.Key.Namespace, StringComparer.Ordinal)
            .ThenBy(group => group.Key.Name, StringComparer.Ordinal)
            .SelectMany(group => query.Pick(group, record => record.Revision))
            .ToList();

        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var reading = new Queue<Task<HelmRelease?>>();
        try
        {
            var next = 0;
            while (next < wanted.Count || reading.Count > 0)
            {
                while (next < wanted.Count && reading.Count < ReadAhead)
                {
                    reading.Enqueue(ReadOneAsync(wanted[next++], over.Token));
                }

                var shown = await reading.Dequeue();
                progress?.Report(new OperationProgress("Reading records", null, next - reading.Count, wanted.Count));
                if (shown is not null)
                {
                    yield return shown;
                }
            }
        }
        finally
        {
            await over.CancelAsync();
            await ((Task)Task.WhenAll(reading)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Reads the value of one record; null where it is gone since it was listed, as old revisions go when Helm upgrades.</summary>
    internal static async Task<byte[]?> ReadValueAsync(KubeClient cluster, ListedRecord listed, CancellationToken stop)
    {
        var driver = listed.Release.Driver;
        var at = new ResourceAddress(RecordLister.ResourceOf(driver), listed.Release.Namespace, listed.Key.ObjectName);
        return await cluster.GetAsync(at, stop) is { } found ? EntryBuilder.ValueOf(driver, found) ?? [] : null;
    }

    /// <summary>What a record shows that was read.</summary>
    internal static HelmRelease Show(KubeClient cluster, ListedRecord listed, byte[] value)
    {
        Release? release = null;
        string? problem = null;
        try
        {
            release = Release.Parse(RecordCodec.Decode(value, DecodeLimits.Default));
        }
        catch (RecordException error)
        {
            problem = error.Message;
        }

        return new HelmRelease(_ => Task.FromResult(ReleaseView.ContentOf(value, DecodeLimits.Default)))
        {
            Namespace = listed.Release.Namespace,
            Name = listed.Release.Name,
            Revision = listed.Revision,
            Status = release?.Status ?? listed.Status ?? ReleaseStatuses.Unknown,
            ChartName = release?.Chart?.Name,
            ChartVersion = release?.Chart?.Version,
            AppVersion = release?.Chart?.AppVersion,
            Updated = release?.LastDeployed,
            Driver =
                listed.Release.Driver == StorageDriver.Secret
                    ? ListingEntry.DriverSecret
                    : ListingEntry.DriverConfigMap,
            Source = cluster.Access.Server.AbsoluteUri.TrimEnd('/'),
            Problem = problem,
        };
    }

    private async Task<HelmRelease?> ReadOneAsync(ListedRecord listed, CancellationToken stop) =>
        await ReadValueAsync(cluster, listed, stop) is { } value ? Show(cluster, listed, value) : null;
}
