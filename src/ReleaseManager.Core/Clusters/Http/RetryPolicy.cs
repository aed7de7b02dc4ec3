using Polly;
using Polly.Retry;

namespace ReleaseManager.Core.Clusters.Http;

/// <summary>
/// When a request is tried again: on 429 always; on 5xx and lost connections if repeating it is harmless, or if it surely was not
/// taken; as the API asks to wait, else longer and longer; up to a number and a time.
/// </summary>
internal sealed class RetryPolicy
{
    private static readonly ResiliencePropertyKey<ApiRequest> RequestKey = new("request");
    private static readonly ResiliencePropertyKey<long> BeganKey = new("began");

    private readonly KubeClientOptions _options;
    private readonly TimeProvider _time;
    private readonly Action _retried;
    private readonly ResiliencePipeline _pipeline;
    private volatile bool _wasReached;

    public RetryPolicy(KubeClientOptions options, TimeProvider time, Action retried)
    {
        _options = options;
        _time = time;
        _retried = retried;
        _pipeline = options.MaxRetries <= 0 ? ResiliencePipeline.Empty : Build();
    }

    /// <summary>Sends a request as often as it takes and may.</summary>
    /// <param name="attempt">One try; gets its number, from 1.</param>
    public async Task<T> RunAsync<T>(
        ApiRequest request,
        Func<int, CancellationToken, Task<T>> attempt,
        CancellationToken stop
    )
    {
        var context = ResilienceContextPool.Shared.Get(stop);
        try
        {
            context.Properties.Set(RequestKey, request);
            context.Properties.Set(BeganKey, _time.GetTimestamp());
            var number = 0;
            return await _pipeline.ExecuteAsync(
                async c =>
                {
                    var result = await attempt(++number, c.CancellationToken);
                    _wasReached = true;
                    return result;
                },
                context
            );
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private ResiliencePipeline Build() =>
        new ResiliencePipelineBuilder { TimeProvider = _time }
            .AddRetry(
                new RetryStrategyOptions
                {
                    MaxRetryAttempts = _options.MaxRetries,
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true,
                    Delay = TimeSpan.FromMilliseconds(200),
                    MaxDelay = TimeSpan.FromSeconds(15),
                    ShouldHandle = args => ValueTask.FromResult(Again(args)),
                    DelayGenerator = static args =>
                        ValueTask.FromResult((args.Outcome.Exception as KubeApiException)?.RetryAfter),
                    OnRetry = _ =>
                    {
                        _retried();
                        return default;
                    },
                }
            )
            .Build();

    private bool Again(RetryPredicateArguments<object> args)
    {
        var request = args.Context.Properties.GetValue(RequestKey, null!);
        var elapsed = _time.GetElapsedTime(args.Context.Properties.GetValue(BeganKey, 0));
        if (args.AttemptNumber >= (request.MaxRetries ?? int.MaxValue))
        {
            return false;
        }

        return args.Outcome.Exception switch
        {
            KubeApiException api => elapsed + (api.RetryAfter ?? TimeSpan.Zero) < _options.RetryTime
                && Again(request, api),
            ClusterConnectionException lost => elapsed < _options.RetryTime && Again(request, lost, args.AttemptNumber),
            _ => false,
        };
    }

    private static bool Again(ApiRequest request, KubeApiException error) =>
        error.StatusCode switch
        {
            429 => true,
            503 when error.RetryAfter is not null => true,
            500 or 502 or 503 or 504 => request.Repeatable && !error.IsApplyRefusal,
            _ => false,
        };

    /// <summary>A server that never answered is most likely not there: the user should hear of it at once.</summary>
    private bool Again(ApiRequest request, ClusterConnectionException error, int attempt) =>
        error.PassesByItself && (error.NotTaken ? _wasReached || attempt < 1 : request.Repeatable);
}
