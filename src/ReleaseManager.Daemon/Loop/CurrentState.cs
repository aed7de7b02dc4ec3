using Polly;
using Polly.Retry;
using ReleaseManager.Core.Export;

namespace ReleaseManager.Daemon.Loop;

/// <summary>
/// Keeps the state current: exports what changed soon after it did, and compares all of it from time to time. What fails is tried again,
/// longer and longer apart, but no rarer than it would be compared.
/// </summary>
internal sealed class CurrentState(
    RecordWatch watch,
    WatchTold told,
    ExportCycle cycle,
    RetentionSchedule retention,
    DaemonOptions options,
    TimeProvider time
)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(2);

    private readonly ResiliencePipeline _again = new ResiliencePipelineBuilder { TimeProvider = time }
        .AddRetry(
            new RetryStrategyOptions
            {
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = FirstPause < options.PollingInterval ? FirstPause : options.PollingInterval,
                MaxDelay = options.PollingInterval,
                ShouldHandle = new PredicateBuilder().Handle<ReleaseManagerException>(),
            }
        )
        .Build();

    /// <summary>Keeps it so until it is told to stop or may not go on.</summary>
    /// <param name="lost">Another replica may work from now on: ends at once.</param>
    /// <param name="stop">Ends when the snapshot at hand is written, for which there is some time.</param>
    public async Task RunAsync(CancellationToken lost, CancellationToken stop)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop, lost);
        using var patience = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using var atOnce = CancellationTokenSource.CreateLinkedTokenSource(lost, patience.Token);
        await using var stopping = stop.Register(() => patience.CancelAfter(options.StopPatience));
        var burst = new ChangeBurst(options.BurstQuiet, options.BurstLimit, time);
        var watching = WatchAsync(burst, end);
        try
        {
            await ExportAsync(burst, end.Token, atOnce.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // As it was asked to.
        }
        finally
        {
            await end.CancelAsync();
            await retention.EndAsync();
            await watching;
        }
    }

    private async Task ExportAsync(ChangeBurst burst, CancellationToken end, CancellationToken atOnce)
    {
        var reconcile = true;
        var compared = 0L;
        while (true)
        {
            await _again.ExecuteAsync(async _ => await cycle.RunAsync(reconcile, end, atOnce), end);
            if (reconcile)
            {
                compared = time.GetTimestamp();
            }

            await retention.OfferAsync(end);
            reconcile = !await burst.WaitAsync(compared, options.PollingInterval, end);
        }
    }

    private async Task WatchAsync(ChangeBurst burst, CancellationTokenSource end)
    {
        try
        {
            await watch.RunAsync(Changed, told.Note, end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // As it was asked to.
        }
        finally
        {
            // It does not end by itself: where it breaks down, that must not go unnoticed.
            await end.CancelAsync();
        }

        void Changed(RecordChange change)
        {
            burst.Add();
            told.Note(change);
        }
    }
}
