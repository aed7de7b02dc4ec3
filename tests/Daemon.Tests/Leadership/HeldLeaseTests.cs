using System.Text.Json.Nodes;
using ReleaseManager.Contracts;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Daemon.Leadership;
using ReleaseManager.Sandbox;
using Xunit;

namespace ReleaseManager.Daemon.Tests.Leadership;

/// <summary>One holder at a time, whatever the clocks say and whoever writes at the same moment.</summary>
public sealed class HeldLeaseTests : IAsyncLifetime
{
    private static readonly LeaseOptions Options = new("ops", "rm");

    private readonly string _kubeconfig = Path.Combine(Path.GetTempPath(), $"rm-{Guid.NewGuid():n}.kubeconfig");
    private SandboxCluster _cluster = null!;
    private KubeClient _client = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _cluster = await SandboxCluster.StartAsync(stop: Stop);
        _cluster.Load([
            new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "Namespace",
                ["metadata"] = new JsonObject { ["name"] = "ops" },
            },
        ]);
        _client = new KubeClient(
            KubeConfig.Load(_cluster.WriteKubeconfig(_kubeconfig), context: null),
            new KubeClientOptions { MaxRetries = 0 }
        );
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _cluster.DisposeAsync();
        File.Delete(_kubeconfig);
    }

    [Fact]
    public async Task The_first_one_makes_it_as_client_go_would()
    {
        Assert.True(await Lease("a", new ManualTime()).TryHoldAsync(Stop));

        var spec = await SpecAsync();
        Assert.Equal("a", spec.GetString("spec", "holderIdentity"));
        Assert.Equal(15, spec.GetNumber("spec", "leaseDurationSeconds"));
        Assert.Equal("2026-01-02T03:04:05.000000Z", spec.GetString("spec", "acquireTime"));
        Assert.Equal("2026-01-02T03:04:05.000000Z", spec.GetString("spec", "renewTime"));
        Assert.Equal(0, spec.GetNumber("spec", "leaseTransitions"));
    }

    [Fact]
    public async Task A_renewal_is_one_request_and_changes_the_time_of_renewal_alone()
    {
        var time = new ManualTime();
        var lease = Lease("a", time);
        await lease.TryHoldAsync(Stop);
        time.Advance(TimeSpan.FromSeconds(2.5));
        _cluster.ClearRequests();
        Assert.True(await lease.TryHoldAsync(Stop));

        Assert.Equal("PUT", Assert.Single(_cluster.Requests).Method);
        var spec = await SpecAsync();
        Assert.Equal("2026-01-02T03:04:05.000000Z", spec.GetString("spec", "acquireTime"));
        Assert.Equal("2026-01-02T03:04:07.500000Z", spec.GetString("spec", "renewTime"));
    }

    [Theory]
    [InlineData(-1000)]
    [InlineData(0)]
    [InlineData(1000)]
    public async Task Another_one_waits_until_it_has_seen_no_renewal_for_as_long_as_it_is_held(double clockOff)
    {
        var (mine, theirs) = (new ManualTime(), new ManualTime());
        mine.Advance(TimeSpan.FromDays(2));
        theirs.Advance(TimeSpan.FromDays(2) + TimeSpan.FromSeconds(clockOff));
        var holder = Lease("a", theirs);
        await holder.TryHoldAsync(Stop);
        var other = Lease("b", mine);
        Assert.False(await other.TryHoldAsync(Stop));
        mine.Advance(TimeSpan.FromSeconds(14));
        theirs.Advance(TimeSpan.FromSeconds(14));
        Assert.True(await holder.TryHoldAsync(Stop));
        Assert.False(await other.TryHoldAsync(Stop));
        mine.Advance(TimeSpan.FromSeconds(15));
        Assert.False(await other.TryHoldAsync(Stop));
        mine.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await other.TryHoldAsync(Stop));

        Assert.Equal("b", (await SpecAsync()).GetString("spec", "holderIdentity"));
        Assert.Equal(1, (await SpecAsync()).GetNumber("spec", "leaseTransitions"));
        Assert.False(await holder.TryHoldAsync(Stop));
        Assert.True(holder.IsOthers);
    }

    [Fact]
    public async Task Of_two_that_take_it_at_the_same_moment_one_gets_it()
    {
        var rival = Lease("b", new ManualTime());
        _cluster.Faults.Before(
            1,
            async (_, _) => Assert.True(await rival.TryHoldAsync(Stop)),
            request => request.Method == "POST"
        );
        Assert.False(await Lease("a", new ManualTime()).TryHoldAsync(Stop));
        Assert.Equal("b", (await SpecAsync()).GetString("spec", "holderIdentity"));
    }

    [Fact]
    public async Task What_was_given_back_is_free_at_once()
    {
        var first = Lease("a", new ManualTime());
        await first.TryHoldAsync(Stop);
        await first.GiveBackAsync(Stop);
        Assert.Equal("", (await SpecAsync()).GetString("spec", "holderIdentity"));
        Assert.True(await Lease("b", new ManualTime()).TryHoldAsync(Stop));
    }

    [Fact]
    public async Task What_somebody_else_has_taken_is_not_given_back()
    {
        var time = new ManualTime();
        var first = Lease("a", time);
        await first.TryHoldAsync(Stop);
        var second = Lease("b", time);
        await second.TryHoldAsync(Stop);
        time.Advance(TimeSpan.FromSeconds(16));
        Assert.True(await second.TryHoldAsync(Stop));
        await first.GiveBackAsync(Stop);
        Assert.Equal("b", (await SpecAsync()).GetString("spec", "holderIdentity"));
    }

    [Fact]
    public async Task A_renewal_whose_answer_was_lost_is_recognized_as_the_own_one()
    {
        var lease = Lease("a", new ManualTime());
        await lease.TryHoldAsync(Stop);
        _cluster.Faults.DropAnswer(1, request => request.Method == "PUT");
        await Assert.ThrowsAsync<ClusterConnectionException>(() => lease.TryHoldAsync(Stop));
        Assert.True(await lease.TryHoldAsync(Stop));
    }

    [Fact]
    public async Task A_lease_that_somebody_removed_is_made_anew()
    {
        var lease = Lease("a", new ManualTime());
        await lease.TryHoldAsync(Stop);
        await _client.DeleteAsync(At, new DeleteOptions(), Stop);
        Assert.True(await lease.TryHoldAsync(Stop));
        Assert.Equal("a", (await SpecAsync()).GetString("spec", "holderIdentity"));
    }

    [Fact]
    public async Task What_others_wrote_into_its_metadata_stays()
    {
        var lease = Lease("a", new ManualTime());
        await lease.TryHoldAsync(Stop);
        await _client.PatchAsync(
            At,
            "application/merge-patch+json",
            JsonNode.Parse("""{"metadata":{"labels":{"team":"blue"} } }""")!,
            WriteOptions.Default,
            Stop
        );
        Assert.True(await lease.TryHoldAsync(Stop));
        Assert.Equal("blue", (await SpecAsync()).Labels["team"]);
    }

    private static ResourceAddress At => new(KnownResources.Leases, "ops", "rm");

    private HeldLease Lease(string identity, TimeProvider time) => new(_client, Options, identity, time);

    private async Task<KubeObject> SpecAsync() => (await _client.GetAsync(At, Stop))!;
}
