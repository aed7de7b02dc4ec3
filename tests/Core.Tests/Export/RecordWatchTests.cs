using System.Threading.Channels;
using ReleaseManager.Contracts;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Export;
using ReleaseManager.Core.Releases;
using ReleaseManager.Core.State;
using ReleaseManager.Sandbox;
using Xunit;

namespace ReleaseManager.Core.Tests.Export;

/// <summary>A change of a record is told, from metadata alone, whatever becomes of the watch.</summary>
public sealed class RecordWatchTests : IAsyncLifetime
{
    private static RecordChange Unknown => default;

    private readonly ManualTime _time = new() { SkipUpTo = TimeSpan.FromSeconds(31) };
    private readonly Channel<RecordChange> _changes = Channel.CreateUnbounded<RecordChange>();
    private readonly Channel<RecordWatchState> _states = Channel.CreateUnbounded<RecordWatchState>();
    private readonly CancellationTokenSource _over = CancellationTokenSource.CreateLinkedTokenSource(
        TestContext.Current.CancellationToken
    );
    private ExportBench _bench = null!;
    private KubeClient _client = null!;
    private Task _watching = Task.CompletedTask;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private SandboxFaults Faults => _bench.Cluster.Faults;

    public async ValueTask InitializeAsync()
    {
        _bench = await ExportBench.StartAsync();
        _client = _bench.Connect(new KubeClientOptions { MaxRetries = 0 });
        await _bench.Helm.InstallAsync("shop", "cart");
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _watching);
        _over.Dispose();
        _client.Dispose();
        await _bench.DisposeAsync();
    }

    [Fact]
    public async Task A_change_is_told_with_its_place_and_no_body_is_sent()
    {
        await BeginAsync();
        await _bench.Helm.UpdateAsync("shop", "cart", 1, ReleaseStatuses.Failed);

        Assert.Equal(new RecordChange("shop", "cart"), await NextAsync());
        Assert.Empty(_bench.BodyReads);
        Assert.All(
            Watches(),
            watch => Assert.Contains("allowWatchBookmarks=true", watch.Query, StringComparison.Ordinal)
        );
        Assert.All(Watches(), watch => Assert.Null(watch.Namespace));
    }

    [Fact]
    public async Task A_record_in_a_configmap_and_one_that_goes_are_told_too()
    {
        await BeginAsync();
        await _bench.Helm.CreateAsync("shop", "pay", 1, driver: ListingEntry.DriverConfigMap);
        Assert.Equal(new RecordChange("shop", "pay"), await NextAsync());
        await _bench.Helm.DeleteAsync("shop", "cart", 1);
        Assert.Equal(new RecordChange("shop", "cart"), await NextAsync());
    }

    [Fact]
    public async Task What_Helm_is_still_at_work_on_is_not_told_and_its_end_is()
    {
        await BeginAsync();
        await _bench.Helm.CreateAsync("shop", "slow", 1, ReleaseStatuses.PendingInstall);
        await _bench.Helm.CreateAsync("shop", "other", 1);
        Assert.Equal(new RecordChange("shop", "other"), await NextAsync());
        await _bench.Helm.UpdateAsync("shop", "slow", 1, ReleaseStatuses.Deployed);
        Assert.Equal(new RecordChange("shop", "slow"), await NextAsync());
    }

    [Fact]
    public async Task A_release_that_is_given_up_while_pending_is_told()
    {
        await _bench.Helm.CreateAsync("shop", "slow", 1, ReleaseStatuses.PendingInstall);
        await BeginAsync();
        await _bench.Helm.DeleteAsync("shop", "slow", 1);
        Assert.Equal(new RecordChange("shop", "slow"), await NextAsync());
    }

    [Fact]
    public async Task Named_namespaces_are_watched_one_by_one()
    {
        _bench.Helm.AddNamespace("ops");
        await _bench.Helm.InstallAsync("else", "x");
        await BeginAsync(new ExportOptions { Namespaces = ["shop", "ops"], Driver = StorageDriver.Secret });
        await _bench.Helm.UpdateAsync("else", "x", 1, ReleaseStatuses.Failed);
        await _bench.Helm.CreateAsync("ops", "agent", 1);

        Assert.Equal(new RecordChange("ops", "agent"), await NextAsync());
        Assert.Equal(["ops", "shop"], Watches().Select(watch => watch.Namespace).Distinct().Order());
    }

    [Fact]
    public async Task What_the_export_does_not_look_at_is_not_told()
    {
        await BeginAsync(new ExportOptions { ExcludeNamespaces = ["ops"], Names = ["p*"] });
        await _bench.Helm.InstallAsync("ops", "pump");
        await _bench.Helm.CreateAsync("shop", "cart", 2);
        await _bench.Helm.CreateAsync("shop", "pay", 1);
        Assert.Equal(new RecordChange("shop", "pay"), await NextAsync());
    }

    [Fact]
    public async Task A_watch_that_drops_goes_on_from_where_it_was()
    {
        Faults.CutAnswer(1, IsWatch);
        Faults.Answer(2, "", IsWatch);
        await BeginAsync(OneDriver);
        await _bench.Helm.UpdateAsync("shop", "cart", 1, ReleaseStatuses.Failed);

        Assert.Equal(new RecordChange("shop", "cart"), await NextAsync());
        Assert.Single(Lists());
        Assert.Single(Watches().Select(watch => watch.Query).Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Where_that_is_too_long_ago_it_begins_anew_and_says_that_something_may_have_been_missed()
    {
        Faults.Answer(
            1,
            """{"type":"ERROR","object":{"kind":"Status","reason":"Expired","code":410}}""" + "\n",
            IsWatch
        );
        await BeginAsync(OneDriver);

        Assert.Equal(Unknown, await NextAsync());
        Assert.Equal(2, Lists().Count);
        await _bench.Helm.CreateAsync("shop", "pay", 1);
        Assert.Equal(new RecordChange("shop", "pay"), await NextAsync());
    }

    [Fact]
    public async Task Where_watching_is_refused_it_says_so_and_asks_again_minutes_later()
    {
        Faults.Forbid(IsWatch);
        await BeginAsync(OneDriver);

        var state = await _states.Reader.ReadAsync(Stop);
        Assert.Equal("secrets", state.Watched);
        Assert.True(state.Error is KubeApiException { IsForbidden: true });
        await _time.WaitersAsync(1, Stop);
        Assert.Single(Watches());

        Faults.Clear();
        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(Unknown, await NextAsync());
        await _bench.Helm.CreateAsync("shop", "pay", 1);
        Assert.Equal(new RecordChange("shop", "pay"), await NextAsync());
        Assert.Null((await _states.Reader.ReadAsync(Stop)).Error);
    }

    [Fact]
    public async Task An_API_that_is_away_is_asked_longer_and_longer_apart_until_it_is_back()
    {
        Faults.Fail(12, 503, request => request.Resource == "secrets");
        _watching = Watch(OneDriver);
        Assert.Equal(Unknown, await NextAsync());

        var states = new List<RecordWatchState>();
        while (_states.Reader.TryRead(out var state))
        {
            states.Add(state);
        }

        Assert.Equal(12, states.Count(state => state.Error is not null));
        Assert.Equal(12, _time.Skipped.Count);
        Assert.All(
            _time.Skipped,
            pause => Assert.InRange(pause, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(30))
        );
        Assert.True(_time.Skipped[^1] > 3 * _time.Skipped[0]);
    }

    private static ExportOptions OneDriver => new() { Driver = StorageDriver.Secret };

    private static bool IsWatch(SandboxRequest request) => request.Verb == "watch";

    private List<SandboxRequest> Watches() => [.. _bench.Cluster.Requests.Where(IsWatch)];

    private List<SandboxRequest> Lists() => [.. _bench.Cluster.Requests.Where(request => request.Verb == "list")];

    /// <summary>Begins to watch; from the moment that it is told of, no change is missed.</summary>
    private async Task BeginAsync(ExportOptions? options = null)
    {
        options ??= new ExportOptions();
        _watching = Watch(options);
        var watches = (options.Driver is null ? 2 : 1) * Math.Max(1, options.Namespaces.Count);
        for (var watch = 0; watch < watches; watch++)
        {
            Assert.Equal(Unknown, await NextAsync());
        }
    }

    private Task Watch(ExportOptions options) =>
        new RecordWatch(_client, options, _time).RunAsync(
            change => Assert.True(_changes.Writer.TryWrite(change)),
            state => Assert.True(_states.Writer.TryWrite(state)),
            _over.Token
        );

    private async Task<RecordChange> NextAsync() => await _changes.Reader.ReadAsync(Stop);
}
