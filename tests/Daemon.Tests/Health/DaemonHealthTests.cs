using ReleaseManager.Contracts;
using ReleaseManager.Daemon.Health;
using Xunit;

namespace ReleaseManager.Daemon.Tests.Health;

public sealed class DaemonHealthTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private readonly ManualTime _time = new();

    [Fact]
    public void One_failure_is_borne_and_two_in_a_row_are_not()
    {
        var health = new DaemonHealth(_time, Interval);
        health.Become(DaemonRole.Leader);
        health.Failed("the backend is away");
        Assert.True(health.Report().IsHealthy);

        health.Failed("the backend is away");
        var report = health.Report();
        Assert.False(report.IsHealthy);
        Assert.Contains("2 times in a row", report.Reason, StringComparison.Ordinal);
        Assert.Contains("the backend is away", report.Reason, StringComparison.Ordinal);

        health.Passed();
        Assert.True(health.Report().IsHealthy);
    }

    [Fact]
    public void Silence_for_more_than_three_intervals_is_a_failure()
    {
        var health = new DaemonHealth(_time, Interval);
        health.Passed();
        _time.Advance(3 * Interval);
        Assert.True(health.Report().IsHealthy);

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Contains("91 s ago", health.Report().Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_daemon_that_never_begins_to_work_is_unhealthy_after_three_intervals()
    {
        var health = new DaemonHealth(_time, Interval);
        Assert.True(health.Report().IsHealthy);
        _time.Advance(TimeSpan.FromSeconds(91));
        Assert.False(health.Report().IsHealthy);
        Assert.Null(health.Report().LastGoodCheck);
    }

    [Fact]
    public void What_a_leader_failed_at_is_not_held_against_the_standby_that_it_becomes()
    {
        var health = new DaemonHealth(_time, Interval);
        health.Become(DaemonRole.Leader);
        health.Failed("x");
        health.Failed("x");
        health.Become(DaemonRole.Standby);
        Assert.True(health.Report().IsHealthy);
        Assert.Equal(DaemonRole.Standby, health.Report().Role);
    }

    [Fact]
    public void A_leader_that_steps_down_without_a_successor_is_no_better_than_before_and_says_why()
    {
        var health = new DaemonHealth(_time, Interval);
        health.Become(DaemonRole.Leader);
        health.Failed("x");
        health.Failed("x");
        health.StepDown("the cluster is away");
        Assert.Equal(DaemonRole.Standby, health.Report().Role);
        Assert.Contains(
            "3 times in a row; the last time: the cluster is away",
            health.Report().Reason,
            StringComparison.Ordinal
        );

        health.Passed();
        Assert.True(health.Report().IsHealthy);
    }
}
