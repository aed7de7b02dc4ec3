using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.Export;

/// <summary>
/// Tells when records change that an export looks at. Only metadata is sent: it says that there is something to export, not what. What Helm is
/// still at work on is not told; its end is.
/// </summary>
/// <param name="options">What the export looks at: namespaces that are all named are watched one by one, else all at once.</param>
public sealed class RecordWatch(KubeClient cluster, ExportOptions options, TimeProvider time)
{
    private const string Owner = "owner=helm";

    /// <summary>How often it is tried whether what was refused is allowed by now.</summary>
    private static readonly TimeSpan AskAgain = TimeSpan.FromMinutes(10);

    private readonly ExportScope _scope = new(options);

    /// <summary>Watches until it is stopped. Where it may not, or cannot for a while, nothing is told of changes: look from time to time.</summary>
    /// <param name="changed">Told of each change, and of an unknown one where some may have been missed. Must not wait.</param>
    /// <param name="state">Told when a watch fails, each time, and when it works again. Must not wait.</param>
    public async Task RunAsync(Action<RecordChange> changed, Action<RecordWatchState> state, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(changed);
        ArgumentNullException.ThrowIfNull(state);
        IReadOnlyList<string?> everywhere = [null];
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await Task.WhenAll([
            Task.Delay(Timeout.InfiniteTimeSpan, time, over.Token),
            .. from driver in _scope.Drivers
            from ns in _scope.NamedNamespaces ?? everywhere
            select OneOfAllAsync(driver, ns),
        ]);

        async Task OneOfAllAsync(StorageDriver driver, string? ns)
        {
            try
            {
                await WatchAsync(driver, ns, changed, state, over.Token);
            }
            finally
            {
                // None ends by itself: where one breaks down, that must not go unnoticed behind the others.
                await over.CancelAsync();
            }
        }
    }

    private async Task WatchAsync(
        StorageDriver driver,
        string? ns,
        Action<RecordChange> changed,
        Action<RecordWatchState> state,
        CancellationToken stop
    )
    {
        var resource = RecordLister.ResourceOf(driver);
        var watched = ns is null ? resource.Plural : $"{resource.Plural} in namespace '{ns}'";
        while (true)
        {
            var watch = new ChangeWatch(cluster, resource, ns, Owner, Told, Troubled, time);
            try
            {
                await watch.RunAsync(stop);
            }
            catch (KubeApiException error)
            {
                Troubled(error);
            }

            await Task.Delay(AskAgain, time, stop);
        }

        void Troubled(ReleaseManagerException? error) => state(new RecordWatchState(watched, error));

        void Told(WatchEvent? change)
        {
            if (change is null)
            {
                changed(default);
            }
            else if (
                ListedRecord.From(driver, change.Changed) is { } record
                && _scope.Covers(record.Release.Namespace, record.Release.Name)
                && (change.Type is WatchEventType.Deleted || !ReleaseStatuses.IsPending(record.Status))
            )
            {
                changed(new RecordChange(record.Release.Namespace, record.Release.Name));
            }
        }
    }
}
