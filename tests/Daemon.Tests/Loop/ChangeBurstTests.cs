using ReleaseManager.Contracts;
using ReleaseManager.Daemon.Loop;
using Xunit;

namespace ReleaseManager.Daemon.Tests.Loop;

public sealed class ChangeBurstTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    private readonly ManualTime _time = new();
    private readonly ChangeBurst _burst;

    public ChangeBurstTests() => _burst = new ChangeBurst(2 * Second, 30 * Second, _time);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_burst_is_over_when_nothing_came_for_two_seconds()
    {
        var wait = WaitAsync();
        _burst.Add();
        await _time.WaitersAsync(1, Stop);
        await StepAsync(1.5);
        _burst.Add();
        await StepAsync(1.5);
        Assert.False(wait.IsCompleted);
        await StepAsync(0.5);
        Assert.True(await wait);
    }

    [Fact]
    public async Task A_change_waits_no_longer_than_the_limit_while_others_go_on_coming()
    {
        _burst.Add();
        var wait = WaitAsync();
        for (var second = 0; second < 30; second++)
        {
            Assert.False(wait.IsCompleted);
            await StepAsync(1);
            _burst.Add();
        }

        Assert.True(await wait);
    }

    [Fact]
    public async Task Where_nothing_changes_it_is_time_after_the_interval()
    {
        var wait = WaitAsync();
        await StepAsync(599);
        Assert.False(wait.IsCompleted);
        await StepAsync(1);
        Assert.False(await wait);
    }

    [Fact]
    public async Task What_comes_after_a_burst_is_another_one()
    {
        _burst.Add();
        _time.Advance(2 * Second);
        Assert.True(await WaitAsync());
        var wait = WaitAsync();
        Assert.False(wait.IsCompleted);
        _burst.Add();
        _time.Advance(2 * Second);
        Assert.True(await wait);
    }

    [Fact]
    public async Task What_comes_while_nobody_waits_is_not_forgotten()
    {
        _burst.Add();
        _time.Advance(5 * Second);
        Assert.True(await WaitAsync());
    }

    private Task<bool> WaitAsync() => _burst.WaitAsync(_time.GetTimestamp(), Interval, Stop);

    /// <summary>Moves the clock on, and lets whoever waits for it begin to wait again.</summary>
    private async Task StepAsync(double seconds)
    {
        await _time.WaitersAsync(1, Stop);
        _time.Advance(TimeSpan.FromSeconds(seconds));
    }
}
