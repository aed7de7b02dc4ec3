using System.Runtime.CompilerServices;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Releases;
using ReleaseManager.Core.State;

namespace ReleaseManager.Core.Export;

/// <summary>Shows the releases of a cluster, as Helm stored them.</summary>
/// <param name="cluster">Open as long as releases are listed.</param>
/// <param name="reopen">
/// Opens the cluster once more, for whoever asks a release for its history when the list is long over; null where <paramref name="cluster"/>
/// stays open.
/// </param>
public sealed class LiveReleases(KubeClient cluster, Func<KubeClient>? reopen = null)
{
    private const int ReadAhead = 16;

    // Of a history its revisions are given again, so that no release of it asks the cluster once more.
    private IReadOnlyList<HelmRelease>? _history;

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
            .SelectMany(group => query.Pick(group, record => record.Revision, record => record.Status))
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
                    reading.Enqueue(ReadOneAsync(wanted[next++], query.Form, over.Token));
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
    internal async Task<byte[]?> ReadValueAsync(ListedRecord listed, CancellationToken stop)
    {
        var driver = listed.Release.Driver;
        var at = new ResourceAddress(RecordLister.ResourceOf(driver), listed.Release.Namespace, listed.Key.ObjectName);
        return await cluster.GetAsync(at, stop) is { } found ? EntryBuilder.ValueOf(driver, found) ?? [] : null;
    }

    /// <summary>What a record shows that was read.</summary>
    internal HelmRelease Show(ListedRecord listed, byte[] value, ReleaseForm form)
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

        var shown = new HelmRelease(
            _ => Task.FromResult(ReleaseView.ContentOf(value, form)),
            again => _history is { } known ? Task.FromResult(known) : ReadHistoryAsync(listed.Release, form, again)
        )
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
        form.Found(shown);
        return shown;
    }

    private async Task<IReadOnlyList<HelmRelease>> ReadHistoryAsync(
        ReleaseKey release,
        ReleaseForm form,
        CancellationToken stop
    )
    {
        using var again = reopen?.Invoke();
        var query = new ReleaseQuery
        {
            Names = [release.Name],
            Namespaces = [release.Namespace],
            AllRevisions = true,
            Form = form,
        };
        List<HelmRelease> history = [];
        var revisions = new LiveReleases(again ?? cluster, reopen) { _history = history };
        await foreach (var revision in revisions.ReadAsync(query, release.Driver, null, stop))
        {
            history.Add(revision);
        }

        return history;
    }

    private async Task<HelmRelease?> ReadOneAsync(ListedRecord listed, ReleaseForm form, CancellationToken stop) =>
        await ReadValueAsync(listed, stop) is { } value ? Show(listed, value, form) : null;
}
