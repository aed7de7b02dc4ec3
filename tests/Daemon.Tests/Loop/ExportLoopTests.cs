using ReleaseManager.Contracts.Backends;
using ReleaseManager.Core.Backends;
using ReleaseManager.Core.Export;
using ReleaseManager.Core.State;
using ReleaseManager.Daemon.Health;
using ReleaseManager.Daemon.Logging;
using Xunit;

namespace ReleaseManager.Daemon.Tests.Loop;

/// <summary>The state follows the cluster, and costs nothing where that stands still.</summary>
public sealed class ExportLoopTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    /// <summary>Full comparisons are far away, so that it is the watch that brings about an export.</summary>
    private static readonly DaemonOptions Watching = new()
    {
        PollingInterval = TimeSpan.FromHours(1),
        Retention = null,
    };

    private static readonly DaemonOptions Plain = new() { Retention = null };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_state_is_current_as_soon_as_the_daemon_runs()
    {
        await using var bench = await DaemonBench.StartAsync();
        var daemon = bench.Start(Plain);
        await daemon.NextAsync("export.written");

        await bench.AssertCurrentAsync();
        Assert.Equal((1, 0), (daemon.Count(DaemonCounter.TotalJobs), daemon.Count(DaemonCounter.FailedJobs)));
        Assert.Equal(2, daemon.Count(DaemonCounter.SaveCount));
        Assert.Equal((true, DaemonRole.Leader), (daemon.Health.IsHealthy, daemon.Health.Role));
        Assert.Equal(2, daemon.Daemon.LastExport!.Releases);
    }

    [Fact]
    public async Task A_change_is_exported_after_two_seconds_of_quiet()
    {
        await using var bench = await DaemonBench.StartAsync();
        var daemon = await WatchingAsync(bench);
        var before = daemon.Time.GetUtcNow();
        await ChangeAsync(bench, daemon, revision: 2);
        await daemon.UntilAsync("export.written");

        Assert.Equal(TimeSpan.FromSeconds(2), daemon.Log.TakenAt - before);
        await bench.AssertCurrentAsync();
    }

    [Fact]
    public async Task A_burst_gives_one_snapshot()
    {
        await using var bench = await DaemonBench.StartAsync();
        var daemon = await WatchingAsync(bench);
        for (var revision = 2; revision < 8; revision++)
        {
            await ChangeAsync(bench, daemon, revision);
            daemon.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(1, daemon.Log.Count("export.written"));
        await daemon.UntilAsync("export.written");
        Assert.Equal(2, (await bench.State.ListSnapshotsAsync(Stop)).Count);
        await bench.AssertCurrentAsync();
    }

    [Fact]
    public async Task Endless_unrest_does_not_put_off_the_export_for_more_than_half_a_minute()
    {
        await using var bench = await DaemonBench.StartAsync();
        var daemon = await WatchingAsync(bench);
        for (var second = 0; second < 30; second++)
        {
            await ChangeAsync(bench, daemon, revision: 2 + second);
            await daemon.Time.WaitersAsync(1, Stop);
            daemon.Time.Advance(TimeSpan.FromSeconds(1));
        }

        // Not a moment of quiet, and the clock stands.
        await daemon.NextAsync("export.written");
    }

    [Fact]
    public async Task What_Helm_is_at_work_on_is_left_by_the_watch_and_taken_by_the_next_comparison()
    {
        await using var bench = await DaemonBench.StartAsync();
        var daemon = await WatchingAsync(bench);
        await bench.Helm.CreateAsync("shop", "slow", 1, "pending-install");
        await ChangeAsync(bench, daemon, revision: 2);
        await daemon.UntilAsync("export.written");
        Assert.DoesNotContain(await bench.SavedAsync(), one => one.Contains("slow", StringComparison.Ordinal));

        await daemon.UntilAsync("export.written", within: Watching.PollingInterval);
        await bench.AssertCurrentAsync();
        Assert.Equal(
            1,
            daemon.Log.Events.Count(one => one is { Name: "watch.change" } && IsField(one, "release", "cart"))
        );
    }

    [Fact]
    public async Task An_unchanged_cluster_costs_no_body_no_snapshot_and_a_note_every_five_minutes()
    {
        await using var bench = await DaemonBench.StartAsync();
        var daemon = bench.Start(Plain);
        await daemon.NextAsync("export.written");
        await QuietAsync(daemon);
        bench.Cluster.ClearRequests();
        var (calls, before) = (daemon.Backend.Calls.Count, daemon.Time.GetUtcNow());
        for (var comparison = 0; comparison < 40; comparison++)
        {
            await daemon.UntilAsync("export.unchanged");
        }

        Assert.InRange(daemon.Log.TakenAt - before, 37 * Interval, 41 * Interval);
        Assert.Empty(bench.BodyReads);
        Assert.All(bench.Cluster.Requests, request => Assert.Equal("GET", request.Method));
        var writes = daemon.Backend.Calls.Skip(calls).Where(call => call.Verb is not "Read" and not "List").ToList();
        Assert.All(writes, write => Assert.Equal(StateLayout.Manager, write.Name));
        Assert.InRange(writes.Count, 3, 4);
        Assert.Single(await bench.State.ListSnapshotsAsync(Stop));
        Assert.Equal(0, daemon.Count(DaemonCounter.FailedJobs));
    }

    [Fact]
    public async Task Where_watching_is_refused_a_change_is_found_within_one_interval()
    {
        await using var bench = await DaemonBench.StartAsync();
        bench.Cluster.Faults.Forbid(request => request.Verb == "watch");
        var daemon = bench.Start(Plain);
        await daemon.NextAsync("export.written");
        var told = await daemon.NextAsync("watch.failed");
        await QuietAsync(daemon);
        var before = daemon.Time.GetUtcNow();
        await bench.Helm.CreateAsync("shop", "cart", 2);
        await daemon.UntilAsync("export.written");

        Assert.Equal(DaemonLogLevel.Warning, told.Level);
        Assert.InRange(daemon.Log.TakenAt - before, TimeSpan.Zero, Interval);
        await bench.AssertCurrentAsync();
        Assert.True(daemon.Health.IsHealthy);
    }

    [Fact]
    public async Task A_watch_that_is_cut_off_misses_nothing()
    {
        await using var bench = await DaemonBench.StartAsync();
        bench.Cluster.Faults.CutAnswer(2, request => request.Verb == "watch");
        var daemon = bench.Start(Watching);
        await daemon.NextAsync("export.written");
        await bench.Helm.CreateAsync("shop", "cart", 2);
        await daemon.UntilAsync("export.written");
        await bench.AssertCurrentAsync();
    }

    [Fact]
    public async Task An_outage_of_the_API_is_told_once_and_lived_through()
    {
        await using var bench = await DaemonBench.StartAsync();
        var daemon = bench.Start(Plain);
        await daemon.NextAsync("export.written");
        bench.Cluster.Faults.Drop(int.MaxValue);
        await daemon.UntilAsync("export.failed");
        var began = daemon.Time.GetUtcNow();
        for (var failure = 0; failure < 20; failure++)
        {
            await daemon.UntilAsync("export.failed");
        }

        Assert.False(daemon.Health.IsHealthy);
        Assert.True(daemon.Log.TakenAt - began > 8 * Interval, "It was asked in a tight loop.");
        Assert.Single(daemon.Log.Events, one => one is { Name: "export.failed", Level: DaemonLogLevel.Error });
        Assert.InRange(daemon.Count(DaemonCounter.HelmErrors), 21, 22);
        Assert.Equal(daemon.Count(DaemonCounter.HelmErrors), daemon.Count(DaemonCounter.FailedJobs));

        bench.Cluster.Faults.Clear();
        await bench.Helm.CreateAsync("shop", "cart", 2);
        await daemon.UntilAsync("export.written");
        Assert.Equal(1, daemon.Log.Count("export.recovered"));
        Assert.True(daemon.Health.IsHealthy);
        await bench.AssertCurrentAsync();
    }

    [Fact]
    public async Task An_outage_of_the_backend_is_told_once_counted_and_lived_through()
    {
        await using var bench = await DaemonBench.StartAsync();
        var isAway = false;
        var backend = new FaultBackend(bench.Backend)
        {
            Before = _ => isAway ? throw new BackendException("BackendUnavailable", "away") : Task.CompletedTask,
        };
        var daemon = bench.Start(Plain, backend);
        await daemon.NextAsync("export.written");
        isAway = true;
        for (var failure = 0; failure < 3; failure++)
        {
            await daemon.UntilAsync("export.failed");
        }

        Assert.False(daemon.Health.IsHealthy);
        Assert.Single(daemon.Log.Events, one => one is { Name: "export.failed", Level: DaemonLogLevel.Error });
        Assert.InRange(daemon.Count(DaemonCounter.S3Errors), 3, 4);
        Assert.Equal(0, daemon.Count(DaemonCounter.SaveErrors));

        isAway = false;
        await daemon.UntilAsync("export.recovered");
        Assert.True(daemon.Health.IsHealthy);
        await bench.AssertCurrentAsync();
    }

    [Fact]
    public async Task A_snapshot_that_could_not_be_written_is_counted_and_written_later()
    {
        await using var bench = await DaemonBench.StartAsync();
        var left = 2;
        var backend = new FaultBackend(bench.Backend)
        {
            Before = call =>
                call.Verb == "Create" && StateLayout.SnapshotOf(call.Name) is not null && left-- > 0
                    ? throw new BackendException("BackendUnavailable", "away")
                    : Task.CompletedTask,
        };
        var daemon = bench.Start(Plain, backend);
        await daemon.UntilAsync("export.written");

        Assert.Equal(2, daemon.Count(DaemonCounter.SaveErrors));
        await bench.AssertCurrentAsync();
    }

    [Fact]
    public async Task A_damaged_state_is_counted_as_an_error_of_the_state()
    {
        await using var bench = await DaemonBench.StartAsync();
        bench.Backend.Put(StateLayout.Header, "damage"u8);
        var daemon = bench.Start(Plain);
        await daemon.NextAsync("export.failed");
        Assert.Equal(1, daemon.Count(DaemonCounter.StateErrors));
    }

    [Fact]
    public async Task A_token_that_was_replaced_is_read_again()
    {
        await using var bench = await DaemonBench.StartAsync();
        var token = Path.Combine(Path.GetTempPath(), $"rm-{Guid.NewGuid():n}.token");
        await File.WriteAllTextAsync(token, "outdated", Stop);
        try
        {
            var daemon = bench.Start(kubeconfig: bench.WithTokenFile(token));
            await daemon.NextAsync("export.failed");
            await File.WriteAllTextAsync(token, bench.Cluster.Token, Stop);
            await daemon.UntilAsync("export.written");
            await bench.AssertCurrentAsync();
        }
        finally
        {
            File.Delete(token);
        }
    }

    [Fact]
    public async Task A_dry_run_writes_nothing_and_says_once_what_it_would()
    {
        await using var bench = await DaemonBench.StartAsync();
        var daemon = bench.Start(
            new DaemonOptions
            {
                Export = new ExportOptions { DryRun = true },
                Owner = new StateOwner("rm", "ops"),
                Lease = new("shop", "rm"),
            }
        );
        await daemon.NextAsync("export.planned");
        var before = daemon.Time.GetUtcNow();
        bench.Cluster.Faults.Fail(
            1,
            500,
            request => request.Path == "/version" && daemon.Time.GetUtcNow() - before > 4 * Interval
        );
        await daemon.UntilAsync("export.failed");

        Assert.Empty(bench.Backend.Names);
        Assert.Equal(1, daemon.Log.Count("export.planned"));
        Assert.All(bench.Cluster.Requests, request => Assert.Equal("GET", request.Method));
    }

    [Fact]
    public async Task Nothing_that_is_told_holds_a_value_of_a_release_or_a_credential()
    {
        await using var bench = await DaemonBench.StartAsync();
        var daemon = bench.Start(Plain);
        await daemon.NextAsync("export.written");
        bench.Cluster.Faults.Fail(4, 500);
        await daemon.UntilAsync("export.recovered");
        using var lines = new StringWriter();
        var writer = new LogWriter(lines, LogForm.Json, DaemonLogLevel.Debug, daemon.Time);
        foreach (var one in daemon.Log.Events)
        {
            writer.Write(one);
        }

        Assert.DoesNotContain(HelmRecords.Secret, lines.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(bench.Cluster.Token, lines.ToString(), StringComparison.Ordinal);
    }

    /// <summary>A daemon that has exported, and whose watches stand: nothing that changes from now on is missed.</summary>
    private static async Task<RunningDaemon> WatchingAsync(DaemonBench bench)
    {
        var watched = bench.WhenAskedAsync(request => request.Verb == "watch", times: 2);
        var daemon = bench.Start(Watching);
        await daemon.NextAsync("export.written");
        await watched;
        await QuietAsync(daemon);
        return daemon;
    }

    /// <summary>Lets the export pass that follows a watch's beginning, since something may have changed before it stood.</summary>
    private static async Task QuietAsync(RunningDaemon daemon) => await daemon.UntilAsync("export.unchanged");

    private static async Task ChangeAsync(DaemonBench bench, RunningDaemon daemon, int revision)
    {
        await bench.Helm.CreateAsync("shop", "cart", revision);
        while (!IsField(await daemon.NextAsync("watch.change"), "release", "cart"))
        {
            // Of the watch's beginning.
        }
    }

    private static bool IsField(DaemonEvent happened, string key, object value) =>
        happened.Fields.Any(field => field.Key == key && Equals(field.Value, value));
}
