using ReleaseManager.Contracts.Backends;
using ReleaseManager.Core.Backends;
using ReleaseManager.Core.State;
using ReleaseManager.Daemon.Health;
using ReleaseManager.Daemon.Logging;
using Xunit;

namespace ReleaseManager.Daemon.Tests.Loop;

/// <summary>Retention runs beside the exports and never in their way.</summary>
public sealed class RetentionScheduleTests
{
    private static readonly DaemonOptions KeepTwo = new() { Retention = new RetentionPolicy { Last = 2 } };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Snapshots_that_no_rule_keeps_go_at_the_start_and_every_hour()
    {
        await using var bench = await DaemonBench.StartAsync();
        var daemon = bench.Start(KeepTwo);
        await daemon.NextAsync("export.written");
        await daemon.NextAsync("retention.done");
        var first = daemon.Time.GetUtcNow();
        for (var revision = 2; revision < 5; revision++)
        {
            await bench.Helm.CreateAsync("shop", "cart", revision);
            await daemon.UntilAsync("export.written");
        }

        Assert.Equal(4, (await bench.State.ListSnapshotsAsync(Stop)).Count);
        var done = await daemon.UntilAsync("retention.done");
        Assert.InRange(daemon.Log.TakenAt - first, TimeSpan.FromMinutes(53), TimeSpan.FromMinutes(68));
        Assert.Equal(DaemonLogLevel.Information, done.Level);
        Assert.Equal(2, (await bench.State.ListSnapshotsAsync(Stop)).Count);
        Assert.Equal(2, daemon.Count(DaemonCounter.DeleteCount));
        await bench.AssertCurrentAsync();
    }

    [Fact]
    public async Task A_retention_that_fails_is_counted_and_stops_no_export()
    {
        await using var bench = await DaemonBench.StartAsync();
        var backend = new FaultBackend(bench.Backend)
        {
            Before = call =>
                IsRetentions(call, bench)
                    ? throw new BackendException("BackendNotListable", "not allowed")
                    : Task.CompletedTask,
        };
        var daemon = bench.Start(KeepTwo, backend);
        await daemon.NextAsync("retention.failed");
        await bench.Helm.CreateAsync("shop", "cart", 2);
        await daemon.NextAsync("export.written");
        await daemon.UntilAsync("export.written");

        Assert.Equal(1, daemon.Count(DaemonCounter.DeleteErrors));
        Assert.True(daemon.Health.IsHealthy);
        await bench.AssertCurrentAsync();
    }

    [Fact]
    public async Task A_retention_that_takes_long_holds_up_no_export()
    {
        await using var bench = await DaemonBench.StartAsync();
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var backend = new FaultBackend(bench.Backend)
        {
            Before = call => IsRetentions(call, bench) ? goOn.Task : Task.CompletedTask,
        };
        var daemon = bench.Start(KeepTwo, backend);
        await daemon.NextAsync("export.written");
        await bench.Helm.CreateAsync("shop", "cart", 2);
        await daemon.UntilAsync("export.written");

        Assert.Equal(0, daemon.Log.Count("retention.done"));
        goOn.SetResult();
        await daemon.NextAsync("retention.done");
    }

    [Fact]
    public async Task Retention_may_be_off()
    {
        await using var bench = await DaemonBench.StartAsync();
        var daemon = bench.Start(new DaemonOptions { Retention = null });
        await daemon.UntilAsync("export.unchanged");
        Assert.DoesNotContain(daemon.Log.Events, one => one.Name.StartsWith("retention", StringComparison.Ordinal));
    }

    /// <summary>Whoever removes looks at everything; once there is a state nobody else does.</summary>
    private static bool IsRetentions(BackendCall call, DaemonBench bench) =>
        call is { Verb: "List", Name: "" } && bench.Backend.Names.Any(name => StateLayout.SnapshotOf(name) is not null);
}
