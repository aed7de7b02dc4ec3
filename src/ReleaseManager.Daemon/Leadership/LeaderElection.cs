using Polly;
using Polly.Retry;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Daemon.Health;
using ReleaseManager.Daemon.Logging;

namespace ReleaseManager.Daemon.Leadership;

/// <summary>
/// Lets one replica of several work, by a Lease. A leader that cannot renew the Lease is told to stop before another one can take it.
/// </summary>
/// <param name="interval">How often a standby that cannot find out who leads counts that as a failure.</param>
internal sealed class LeaderElection(
    HeldLease lease,
    LeaseOptions options,
    DaemonHealth health,
    IDaemonLog log,
    TimeSpan interval,
    TimeProvider time
)
{
    private const double Jitter = 0.2;
    private const string NotInTime = "The lease could not be renewed in time; this replica leads no longer.";
    private static readonly TimeSpan GiveBackPatience = TimeSpan.FromSeconds(1);

    private readonly TroubleLog _trouble = new(log, "lease", DaemonLogLevel.Warning, time);
    private string? _leader;
    private long? _failedAt;
    private string? _notRenewed;

    /// <summary>Works whenever this replica leads, until it is stopped.</summary>
    /// <param name="lead">The work. Its token says that another one may lead from now on. When it is told to stop it may take its time: the Lease is held until it ends.</param>
    /// <param name="stop">Known to the work, too.</param>
    public async Task RunAsync(Func<CancellationToken, Task> lead, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var held = await AcquireAsync(stop);
            await LeadAsync(lead, held);
        }
    }

    /// <returns>When the attempt began that took the Lease.</returns>
    private async Task<long> AcquireAsync(CancellationToken stop)
    {
        var again = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(
                new RetryStrategyOptions
                {
                    MaxRetryAttempts = int.MaxValue,
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true,
                    Delay = options.RetryPeriod,
                    MaxDelay = options.RenewDeadline,
                    ShouldHandle = new PredicateBuilder().Handle<ReleaseManagerException>(),
                    OnRetry = args =>
                    {
                        Fail((ReleaseManagerException)args.Outcome.Exception!);
                        return default;
                    },
                }
            )
            .Build();
        while (true)
        {
            var began = 0L;
            var isHeld = await again.ExecuteAsync(
                async token =>
                {
                    began = time.GetTimestamp();
                    return await TryHoldAsync(options.RenewDeadline, token);
                },
                stop
            );
            _trouble.Over();
            _failedAt = null;
            if (isHeld)
            {
                return began;
            }

            Stand();
#pragma warning disable CA5394 // Only spreads requests.
            await Task.Delay(options.RetryPeriod * (1 + (Random.Shared.NextDouble() * Jitter)), time, stop);
#pragma warning restore CA5394
        }
    }

    private void Stand()
    {
        health.Become(DaemonRole.Standby);
        health.Passed();
        if (lease.Holder.Length > 0 && _leader != lease.Holder)
        {
            _leader = lease.Holder;
            log.Write(
                new DaemonEvent(
                    DaemonLogLevel.Information,
                    "lease.standby",
                    $"Another replica leads: {_leader}.",
                    ("lease", options),
                    ("leader", _leader)
                )
            );
        }
    }

    private void Fail(ReleaseManagerException error)
    {
        _trouble.Met(error);
        if (_failedAt is null || time.GetElapsedTime(_failedAt.Value) >= interval)
        {
            _failedAt = time.GetTimestamp();
            health.Failed(error.Message);
        }
    }

    private async Task LeadAsync(Func<CancellationToken, Task> lead, long held)
    {
        _leader = null;
        health.Become(DaemonRole.Leader);
        log.Write(
            new DaemonEvent(DaemonLogLevel.Information, "lease.acquired", "This replica leads.", ("lease", options))
        );
        using var lost = new CancellationTokenSource();
        using var over = new CancellationTokenSource();
        var renewal = RenewAsync(held, lost, over.Token);
        try
        {
            await lead(lost.Token);
        }
        finally
        {
            await over.CancelAsync();
            await renewal;
            if (!lost.IsCancellationRequested)
            {
                await GiveBackAsync();
            }
            else if (lease.IsOthers)
            {
                health.Become(DaemonRole.Standby);
            }
            else
            {
                health.StepDown(_notRenewed ?? NotInTime);
            }
        }
    }

    /// <summary>Renews the Lease for as long as that works, and says when it is lost.</summary>
    private async Task RenewAsync(long held, CancellationTokenSource lost, CancellationToken over)
    {
        try
        {
            while (Left() is var left && left > TimeSpan.Zero && !lease.IsOthers)
            {
                await Task.Delay(left < options.RetryPeriod ? left : options.RetryPeriod, time, over);
                var began = time.GetTimestamp();

                // Who was stopped for a while does not ask: another one may lead already.
                if (Left() > TimeSpan.Zero && await IsRenewedAsync(Left(), over))
                {
                    held = began;
                }
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            return;
        }

        log.Write(
            new DaemonEvent(
                DaemonLogLevel.Warning,
                "lease.lost",
                lease.IsOthers ? $"Another replica has taken the lease: {lease.Holder}." : NotInTime,
                ("lease", options)
            )
        );
        await lost.CancelAsync();

        TimeSpan Left() => options.RenewDeadline - time.GetElapsedTime(held);
    }

    private async Task<bool> IsRenewedAsync(TimeSpan left, CancellationToken over)
    {
        try
        {
            var isRenewed = await TryHoldAsync(left, over);
            _trouble.Over();
            _notRenewed = null;
            return isRenewed;
        }
        catch (ReleaseManagerException error)
        {
            _trouble.Met(error);
            _notRenewed = error.Message;
            return false;
        }
    }

    /// <summary>One attempt that does not hang: there must be time for another one.</summary>
    private async Task<bool> TryHoldAsync(TimeSpan atMost, CancellationToken stop)
    {
        var patience = options.RenewDeadline / 2 < atMost ? options.RenewDeadline / 2 : atMost;
        using var limit = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        try
        {
            return await lease.TryHoldAsync(either.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new ClusterConnectionException(
                "LeaseTimeout",
                $"The lease {options} could not be read or written within {patience.TotalSeconds:0} s."
            )
            {
                Target = options.ToString(),
            };
        }
    }

    private async Task GiveBackAsync()
    {
        using var limit = new CancellationTokenSource(GiveBackPatience, time);
        try
        {
            await lease.GiveBackAsync(limit.Token);
        }
        catch (Exception error) when (error is ReleaseManagerException or OperationCanceledException)
        {
            log.Write(
                new DaemonEvent(
                    DaemonLogLevel.Debug,
                    "lease.kept",
                    "The lease could not be given back; the next replica leads when it has expired.",
                    ("lease", options)
                )
            );
        }
    }
}
