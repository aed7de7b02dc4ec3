namespace ReleaseManager.Core.Clusters.Readiness;

/// <summary>
/// Waits for objects to be ready, over one watch for each kind and namespace, and one for what they bring about. An object
/// that was ready once is not looked at again.
/// </summary>
internal sealed class ReadinessWait(KubeClient cluster, TimeProvider time)
{
    /// <summary>Each has two watches at most. What has to wait for its turn is not ready before that either: all must be.</summary>
    private const int GroupsAtOnce = 4;

    /// <summary>Waits.</summary>
    /// <param name="objects">Where they are; those of kinds without a rule are ready.</param>
    /// <param name="jobs">Whether Jobs are waited for, until they are complete.</param>
    /// <param name="timeout">How long; each object is looked at once at least.</param>
    /// <returns>Empty when all are ready; else those that were not when the time was over or one of them failed.</returns>
    /// <exception cref="ReleaseManagerException">They cannot be read.</exception>
    public async Task<IReadOnlyList<UnreadyObject>> UntilReadyAsync(
        IReadOnlyList<ResourceAddress> objects,
        bool jobs,
        TimeSpan timeout,
        CancellationToken stop
    )
    {
        using var over = new CancellationTokenSource(timeout, time);
        var groups = objects
            .Distinct()
            .Select(address => (Address: address, Kind: ReadinessKind.Of(address.Resource, jobs)))
            .Where(item => item.Kind is not null)
            .GroupBy(item => (item.Kind!, item.Address.Namespace), item => item.Address)
            .Select(group => new ReadinessGroup(cluster, group.Key.Item1, group.Key.Namespace, [.. group], time))
            .ToList();
        await Parallel.ForEachAsync(
            groups,
            new ParallelOptions { MaxDegreeOfParallelism = GroupsAtOnce, CancellationToken = stop },
            async (group, stopNow) =>
            {
                await group.WaitAsync(over.Token, stopNow);
                if (group.HasFailed)
                {
                    await over.CancelAsync();
                }
            }
        );
        return [.. groups.SelectMany(group => group.Unready).OrderByDescending(one => one.Verdict.State)];
    }
}
