using Polly;
using Polly.Retry;

namespace ReleaseManager.Core.Clusters;

/// <summary>
/// Tells of changes to the objects of one kind, in one namespace or in all, from their metadata alone, and keeps none of them: from where the
/// last watch ended when it drops, from now on where that is too long ago. Runs until it is stopped; what does not work is
/// tried again, longer and longer apart.
/// </summary>
/// <param name="ns">Their namespace; null for all.</param>
/// <param name="labels">Selects among them.</param>
/// <param name="told">Told of each change; of null where changes may have been missed.</param>
/// <param name="trouble">Told of each failure; of null when it works again.</param>
internal sealed class ChangeWatch(
    KubeClient cluster,
    ApiResource resource,
    string? ns,
    string labels,
    Action<WatchEvent?> told,
    Action<ReleaseManagerException?> trouble,
    TimeProvider time
)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly ResiliencePipeline<bool> _again = new ResiliencePipelineBuilder<bool> { TimeProvider = time }
        .AddRetry(
            new RetryStrategyOptions<bool>
            {
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = FirstPause,
                MaxDelay = LongestPause,
                ShouldHandle = new PredicateBuilder<bool>()
                    .Handle<ReleaseManagerException>(MayPass)
                    .HandleResult(false),
                OnRetry = args =>
                {
                    if (args.Outcome.Exception is ReleaseManagerException error)
                    {
                        trouble(error);
                    }

                    return default;
                },
            }
        )
        .Build();

    private string? _version;

    /// <summary>Watches.</summary>
    /// <exception cref="KubeApiException">This user may not list or watch.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        while (true)
        {
            await _again.ExecuteAsync(async token => await FollowAsync(token), stop);
        }
    }

    private static bool MayPass(ReleaseManagerException error) =>
        error is not KubeApiException { IsForbidden: true } and not KubeApiException { StatusCode: 405 };

    /// <returns>False where the watch ended soon and without a word: it may do so again at once.</returns>
    private async Task<bool> FollowAsync(CancellationToken stop)
    {
        if (_version is null)
        {
            _version = await FindNowAsync(stop);
            told(null);
        }

        var from = _version;
        var began = time.GetTimestamp();
        try
        {
            var options = new WatchOptions
            {
                ResourceVersion = from,
                LabelSelector = labels,
                MetadataOnly = true,
            };
            await foreach (var change in cluster.WatchAsync(resource, ns, options, stop))
            {
                trouble(null);
                _version = change.Changed.ResourceVersion;
                if (change.Type is not WatchEventType.Bookmark)
                {
                    told(change);
                }
            }
        }
        catch (KubeApiException error) when (error.IsExpired)
        {
            _version = null;
            return false;
        }

        return from != _version || time.GetElapsedTime(began) > LongestPause;
    }

    /// <summary>The moment of now: that of a list of which one object is sent.</summary>
    private async Task<string?> FindNowAsync(CancellationToken stop)
    {
        string? now = null;
        var options = new ListOptions
        {
            LabelSelector = labels,
            PageSize = 1,
            OnPage = page => now = page.ResourceVersion,
        };
        await foreach (var _ in cluster.ListMetadataAsync(resource, ns, options, stop))
        {
            break;
        }

        return now;
    }
}
