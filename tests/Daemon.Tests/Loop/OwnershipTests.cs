using ReleaseManager.Contracts.Backends;
using ReleaseManager.Core.Export;
using ReleaseManager.Core.State;
using ReleaseManager.Daemon.Logging;
using Xunit;

namespace ReleaseManager.Daemon.Tests.Loop;

/// <summary>One release's daemon keeps a path; another one is told so, and waits.</summary>
public sealed class OwnershipTests
{
    private static readonly DaemonOptions First = new() { Owner = new StateOwner("rm", "ops"), Retention = null };
    private static readonly DaemonOptions Second = First with { Owner = new StateOwner("other", "ops") };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_second_daemon_is_refused_once_in_the_log_and_takes_the_path_when_the_first_is_gone()
    {
        await using var bench = await DaemonBench.StartAsync();
        var first = bench.Start(First);
        await first.NextAsync("export.written");
        await first.CancelAsync();
        await first.Ended;

        var second = bench.Start(Second);
        var refusal = await second.NextAsync("export.failed");
        Assert.Equal(DaemonLogLevel.Error, refusal.Level);
        Assert.Contains("'rm' in namespace 'ops'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("--take-over-path", refusal.Message, StringComparison.Ordinal);
        var before = second.Time.GetUtcNow();
        await second.UntilAsync("export.recovered");

        Assert.InRange(second.Log.TakenAt - before, TimeSpan.FromMinutes(14.9), TimeSpan.FromMinutes(15.6));
        Assert.Single(second.Log.Events, one => one is { Name: "export.failed", Level: DaemonLogLevel.Error });
        Assert.Equal("other", (await bench.State.ReadManagerAsync(Stop))!.Release);
    }

    [Fact]
    public async Task A_living_daemon_keeps_its_path_for_hours()
    {
        await using var bench = await DaemonBench.StartAsync();
        var first = bench.Start(First);
        await first.NextAsync("export.written");
        for (var comparison = 0; comparison < 60; comparison++)
        {
            await first.UntilAsync("export.unchanged");
        }

        var second = bench.Start(Second);
        second.Time.Advance(first.Time.GetUtcNow() - second.Time.GetUtcNow());
        await second.NextAsync("export.failed");
        await second.UntilAsync("export.failed");
        Assert.False(second.Health.IsHealthy);
    }

    [Fact]
    public async Task A_daemon_takes_a_path_over_once_and_yields_when_it_is_taken_back()
    {
        await using var bench = await DaemonBench.StartAsync();
        var first = bench.Start(First);
        await first.NextAsync("export.written");
        var second = bench.Start(Second with { Export = new ExportOptions { TakeOverPath = true } });
        await second.NextAsync("export.unchanged");
        await first.UntilAsync("export.failed");

        var third = bench.Start(First with { Export = new ExportOptions { TakeOverPath = true } });
        await third.NextAsync("export.unchanged");
        await second.UntilAsync("export.failed");
        Assert.Equal("rm", (await bench.State.ReadManagerAsync(Stop))!.Release);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Where_the_backend_guarantees_nothing_the_daemon_says_so_once(bool isExact)
    {
        await using var bench = await DaemonBench.StartAsync(new MemoryBackend(exactWrites: isExact));
        var daemon = bench.Start(First);
        await daemon.UntilAsync("export.written");
        await daemon.UntilAsync("export.unchanged");
        await daemon.UntilAsync("export.unchanged");
        Assert.Equal(isExact ? 0 : 1, daemon.Log.Count("ownership.advisory"));
    }
}
