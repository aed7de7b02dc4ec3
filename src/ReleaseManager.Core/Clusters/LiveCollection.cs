using System.Collections.Immutable;

namespace ReleaseManager.Core.Clusters;

/// <summary>
/// The objects of one kind and namespace as they change: listed, then watched, from where the last watch ended when it drops, listed
/// again where that is too long ago; asked for every two seconds where this user may not watch.
/// </summary>
/// <param name="ns">Their namespace; null for a kind outside namespaces.</param>
/// <param name="names">The only ones of interest; empty for all.</param>
internal sealed class LiveCollection(
    KubeClient cluster,
    ApiResource resource,
    string? ns,
    IReadOnlyCollection<string> names,
    TimeProvider time
)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>One object is picked out by the API; more are picked here, since a selector of fields takes but one name.</summary>
    private readonly string? _fieldSelector = names.Count == 1 ? $"metadata.name={names.First()}" : null;
    private ImmutableDictionary<string, KubeObject> _objects = [];
    private string? _version;
    private bool _mayList = true;
    private bool _mayWatch = true;
    private ReleaseManagerException? _trouble;

    /// <summary>Shows the objects, by name, as they are and after each change, until that was enough or the time is over.</summary>
    /// <param name="isEnough">Ends it by true. Is shown the objects once at least, however early the time is over.</param>
    /// <param name="over">Says when the time is over.</param>
    /// <returns>False when the time was over first.</returns>
    /// <exception cref="ReleaseManagerException">They cannot be read, and that does not pass by itself or did not in time.</exception>
    public async Task<bool> UntilAsync(
        Func<ImmutableDictionary<string, KubeObject>, bool> isEnough,
        CancellationToken over,
        CancellationToken stop
    )
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over, stop);
        var inTime = stop;
        try
        {
            while (true)
            {
                if (await LooksEnoughAsync(isEnough, over, inTime, either.Token))
                {
                    return true;
                }

                inTime = either.Token;
                await Task.Delay(Pause, time, inTime);
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            return _trouble is null ? false : throw _trouble;
        }
    }

    private async Task<bool> LooksEnoughAsync(
        Func<ImmutableDictionary<string, KubeObject>, bool> isEnough,
        CancellationToken over,
        CancellationToken listing,
        CancellationToken watching
    )
    {
        try
        {
            await ReadAsync(listing);
            _trouble = null;
            return isEnough(_objects) || await ChangesEnoughAsync(isEnough, watching);
        }
        catch (ReleaseManagerException error) when (PassesByItself(error) && !over.IsCancellationRequested)
        {
            // Told if the time is over before it has passed.
            _trouble = error;
            return false;
        }
    }

    private async Task ReadAsync(CancellationToken stop)
    {
        if (_mayList)
        {
            try
            {
                await ListAsync(stop);
                return;
            }
            catch (KubeApiException error) when (error.IsForbidden && names.Count > 0)
            {
                _mayList = _mayWatch = false;
            }
        }

        var found = ImmutableDictionary.CreateBuilder<string, KubeObject>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            if (await cluster.GetAsync(new ResourceAddress(resource, ns, name), stop) is { } one)
            {
                found[name] = one;
            }
        }

        _objects = found.ToImmutable();
    }

    private async Task ListAsync(CancellationToken stop)
    {
        var found = ImmutableDictionary.CreateBuilder<string, KubeObject>(StringComparer.Ordinal);
        var options = new ListOptions
        {
            FieldSelector = _fieldSelector,
            OnPage = page => _version = page.ResourceVersion,
        };
        await foreach (var one in cluster.ListAsync(resource, ns, options, stop))
        {
            if (IsOfInterest(one))
            {
                found[one.Name] = one;
            }
        }

        _objects = found.ToImmutable();
    }

    /// <returns>False where the objects have to be read anew.</returns>
    private async Task<bool> ChangesEnoughAsync(
        Func<ImmutableDictionary<string, KubeObject>, bool> isEnough,
        CancellationToken stop
    )
    {
        while (_mayWatch && _version is not null)
        {
            var from = _version;
            try
            {
                var options = new WatchOptions { ResourceVersion = from, FieldSelector = _fieldSelector };
                await foreach (var change in cluster.WatchAsync(resource, ns, options, stop))
                {
                    _version = change.Changed.ResourceVersion;
                    if (Takes(change) && isEnough(_objects))
                    {
                        return true;
                    }
                }
            }
            catch (KubeApiException error) when (error.IsForbidden || error.StatusCode is 405)
            {
                _mayWatch = false;
                return false;
            }
            catch (KubeApiException error) when (error.IsExpired)
            {
                return false;
            }

            if (from == _version)
            {
                // What ends without a word may do so again at once.
                await Task.Delay(Pause, time, stop);
            }
        }

        return false;
    }

    private bool Takes(WatchEvent change)
    {
        if (change.Type is WatchEventType.Bookmark || !IsOfInterest(change.Changed))
        {
            return false;
        }

        _objects =
            change.Type is WatchEventType.Deleted
                ? _objects.Remove(change.Changed.Name)
                : _objects.SetItem(change.Changed.Name, change.Changed);
        return true;
    }

    private bool IsOfInterest(KubeObject one) => names.Count == 0 || names.Contains(one.Name);

    private static bool PassesByItself(ReleaseManagerException error) =>
        error
            is KubeApiException { PassesByItself: true }
                or KubeApiException { IsExpired: true }
                or ClusterConnectionException { PassesByItself: true };
}
