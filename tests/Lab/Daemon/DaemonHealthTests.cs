using Xunit;

namespace ReleaseManager.Lab.Daemon;

/// <summary>What the daemon says of itself while what it needs goes away and comes back.</summary>
public sealed class DaemonHealthTests(LabFixture lab)
{
    // Three of them are longer than a leader goes on without its Lease: what it says when it has to step down belongs to the truth, too.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_unhealthy_within_three_intervals_of_the_store_or_the_cluster_going_away_until_both_are_back()
    {
        var store = await lab.StoreAsync();
        var (a, _) = await lab.SharedAsync();
        await a.Kubectl.RunAsync(["create", "namespace", "keepers"], Stop);
        using var place = StatePlace.InBucket(store, LabFixture.PlainBucket, "health");
        var start = new DaemonStart(a.Kubeconfig, place.Arguments, lab.CreateFolder()) { Interval = Interval };
        await using var daemon = await start.RunAsync();
        await daemon.LeadsAsync(Stop);

        await store.KillGatewayAsync();
        try
        {
            var why = await BecomesUnhealthyAsync(daemon);
            Assert.Contains(LabFixture.PlainBucket, why, StringComparison.Ordinal);
        }
        finally
        {
            await store.StartGatewayAsync(Stop);
        }

        await BecomesHealthyAsync(daemon);

        await a.KillApiServerAsync();
        try
        {
            var why = await BecomesUnhealthyAsync(daemon);
            Assert.Contains(a.Server.Authority, why, StringComparison.Ordinal);
            Assert.Contains("Connection refused", why, StringComparison.Ordinal);
            // As long as the cluster is away, whatever the daemon does about it meanwhile.
            await daemon.UntilAsync(
                "the end of its leadership",
                async stop =>
                {
                    var (status, text) = await daemon.GetAsync("/healthz", stop);
                    Assert.True(status == 500, text);
                    await AssertAnswersAsync(daemon);
                    return daemon.Events("lease.lost").Count > 0;
                },
                Stop
            );
            await daemon.UntilAsync(
                "the standby's attempts to find out who leads",
                async stop =>
                {
                    var (status, text) = await daemon.GetAsync("/healthz", stop);
                    Assert.True(status == 500, text);
                    return text.Contains("standby", StringComparison.Ordinal);
                },
                Stop
            );
        }
        finally
        {
            await a.StartApiServerAsync(Stop);
        }

        await BecomesHealthyAsync(daemon);
        Assert.Equal(0, await daemon.EndAsync(Stop));
    }

    /// <returns>What it says.</returns>
    private static async Task<string> BecomesUnhealthyAsync(DaemonProcess daemon)
    {
        var said = "";
        await daemon.UntilAsync(
            "500 of /healthz",
            async stop =>
            {
                await AssertAnswersAsync(daemon);
                (var status, said) = await daemon.GetAsync("/healthz", stop);
                return status == 500;
            },
            Stop,
            atMost: 3 * Interval
        );
        return said;
    }

    private static async Task BecomesHealthyAsync(DaemonProcess daemon)
    {
        await daemon.UntilAsync(
            "200 of /healthz",
            async stop =>
            {
                await AssertAnswersAsync(daemon);
                return await daemon.SaysAsync("ok: leader", stop);
            },
            Stop
        );
    }

    /// <summary>Neither of them depends on anything outside the process.</summary>
    private static async Task AssertAnswersAsync(DaemonProcess daemon)
    {
        Assert.Equal(200, (await daemon.GetAsync("/livez", Stop)).Status);
        Assert.Equal(200, (await daemon.GetAsync("/metrics", Stop)).Status);
    }
}
