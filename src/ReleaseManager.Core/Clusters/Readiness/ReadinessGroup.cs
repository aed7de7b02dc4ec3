using System.Collections.Immutable;

namespace ReleaseManager.Core.Clusters.Readiness;

/// <summary>The objects of one kind and namespace that are waited for together.</summary>
internal sealed class ReadinessGroup(
    KubeClient cluster,
    ReadinessKind kind,
    string? ns,
    IReadOnlyList<ResourceAddress> wanted,
    TimeProvider time
)
{
    private readonly Lock _gate = new();
    private ImmutableList<UnreadyObject> _unready =
    [
        .. wanted.Select(address => new UnreadyObject(
            address with
            {
                Resource = kind.Resource,
            },
            ReadinessVerdict.NotReady("it was not looked at yet"),
            null
        )),
    ];
    private ImmutableDictionary<string, KubeObject>? _objects;
    private ImmutableDictionary<string, KubeObject>? _dependents;
    private bool _isSettled;

    /// <summary>Those that are not ready, as they were seen last.</summary>
    public IReadOnlyList<UnreadyObject> Unready => _unready;

    /// <summary>Whether one of them can no longer get ready.</summary>
    public bool HasFailed => _unready.Exists(one => one.Verdict.State == ReadinessState.Failed);

    /// <summary>Waits until all are ready, one has failed or the time is over.</summary>
    public async Task WaitAsync(CancellationToken over, CancellationToken stop)
    {
        using var settled = CancellationTokenSource.CreateLinkedTokenSource(over);
        var names = wanted.Select(address => address.Name!).ToHashSet(StringComparer.Ordinal);
        var own = FollowAsync(kind.Resource, names, found => _objects = found, settled, stop);
        var theirs = kind.Dependents is { } dependents
            ? FollowAsync(dependents, [], found => _dependents = found, settled, stop)
            : Task.CompletedTask;
        await Task.WhenAll(own, theirs);
    }

    private async Task FollowAsync(
        ApiResource resource,
        IReadOnlyCollection<string> names,
        Action<ImmutableDictionary<string, KubeObject>> keep,
        CancellationTokenSource settled,
        CancellationToken stop
    )
    {
        try
        {
            await new LiveCollection(cluster, resource, ns, names, time).UntilAsync(IsEnough, settled.Token, stop);
        }
        catch (ReleaseManagerException) when (_isSettled)
        {
            // Trouble that the other one has made irrelevant.
        }
        finally
        {
            // Enough for one is enough for both; and where one cannot be read, the other is of no use.
            await settled.CancelAsync();
        }

        bool IsEnough(ImmutableDictionary<string, KubeObject> found)
        {
            lock (_gate)
            {
                keep(found);
                return _isSettled |= IsSettled();
            }
        }
    }

    private bool IsSettled()
    {
        if (_objects is null || (kind.Dependents is not null && _dependents is null))
        {
            return false;
        }

        _unready = [.. _unready.Select(Looked).Where(one => one.Verdict.State != ReadinessState.Ready)];
        return _unready.IsEmpty || HasFailed;
    }

    private UnreadyObject Looked(UnreadyObject before)
    {
        // Helm, too, stops at an object that is gone.
        var found = _objects!.GetValueOrDefault(before.Address.Name!);
        var verdict = found is null
            ? ReadinessVerdict.Failed("it is not there")
            : ReadinessRules.Of(found, _dependents?.Values ?? []);
        return before with { Verdict = verdict, Found = found };
    }
}
