using System.Net;
using System.Text.Json;
using ReleaseManager.Contracts;
using ReleaseManager.Contracts.Backends;
using ReleaseManager.Daemon.Health;
using ReleaseManager.Daemon.Tests.Http;
using Xunit;

namespace ReleaseManager.Daemon.Tests.Dashboard;

public sealed class ApiTests : IAsyncLifetime
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private readonly MemoryBackend _memory = new();
    private readonly FaultBackend _backend;
    private readonly ManualTime _time = new();
    private readonly ServerStage _stage;

    public ApiTests()
    {
        _backend = new FaultBackend(_memory);
        _stage = new ServerStage { Backend = _backend, Time = _time };
    }

    public async ValueTask InitializeAsync() => await _stage.WithTwoSnapshotsAsync();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task Status_tells_health_and_the_newest_snapshots()
    {
        _stage.Health.Become(DaemonRole.Leader);
        _stage.Health.Passed();
        var suspect = await _stage.SnapshotAsync(await _stage.SaveAsync("web"));
        Assert.NotNull(suspect.Snapshot?.Suspect);
        await AskAsync("api/snapshots");
        var status = await AskAsync("api/status");
        Assert.Equal("leader", status.GetProperty("role").GetString());
        Assert.True(status.GetProperty("isHealthy").GetBoolean());
        Assert.Equal(_time.GetUtcNow(), status.GetProperty("lastGoodCheck").GetDateTimeOffset());
        Assert.Equal(30, status.GetProperty("intervalSeconds").GetDouble());
        Assert.Equal("3", status.GetProperty("newest").GetProperty("id").GetString());
        Assert.Contains(
            "fewer than half",
            status.GetProperty("newest").GetProperty("suspect").GetString(),
            StringComparison.Ordinal
        );
        Assert.Equal("2", status.GetProperty("newestGood").GetProperty("id").GetString());
        Assert.Equal(3, status.GetProperty("snapshots").GetInt32());
    }

    [Fact]
    public async Task Each_snapshot_is_compared_with_the_good_one_before_it()
    {
        await _stage.SnapshotAsync(await _stage.SaveAsync("web"));
        await _stage.SnapshotAsync(await _stage.SaveAsync("web"), await _stage.SaveAsync("db"));
        var told = (await AskAsync("api/snapshots")).GetProperty("snapshots").EnumerateArray().ToList();
        Assert.Equal(["1", "2", "3", "4"], told.Select(one => one.GetProperty("id").GetString()));
        Assert.False(told[0].TryGetProperty("before", out _));
        Assert.Equal(["1", "2", "2"], told.Skip(1).Select(one => one.GetProperty("before").GetString()));
        Assert.Equal(
            [
                """{"added":1,"removed":0,"changed":1}""",
                """{"added":0,"removed":2,"changed":1}""",
                """{"added":0,"removed":1,"changed":1}""",
            ],
            told.Skip(1).Select(one => one.GetProperty("changes").GetRawText())
        );
    }

    [Fact]
    public async Task A_snapshot_holds_its_releases()
    {
        var first = await AskAsync("api/snapshots/1");
        Assert.Equal(
            ["db 1", "web 1"],
            first
                .GetProperty("releases")
                .EnumerateArray()
                .Select(r => $"{r.GetProperty("name")} {r.GetProperty("revision")}")
        );
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync("api/snapshots/7"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync("api/snapshots/latest"));
    }

    [Fact]
    public async Task A_history_spans_the_snapshots()
    {
        var told = await AskAsync("api/releases/shop/web");
        Assert.True(told.GetProperty("isComplete").GetBoolean());
        Assert.Equal(
            ["2 deployed 1.1.0 2 2", "1 superseded 1.0.0 1 2"],
            told.GetProperty("revisions")
                .EnumerateArray()
                .Select(one =>
                    $"{one.GetProperty("release").GetProperty("revision")} {one.GetProperty("release").GetProperty("status")} "
                    + $"{one.GetProperty("release").GetProperty("chartVersion")} {one.GetProperty("first")} {one.GetProperty("last")}"
                )
        );
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync("api/releases/shop/nothing"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync("api/releases/nowhere/web"));
    }

    [Fact]
    public async Task A_difference_names_what_was_added_changed_and_removed()
    {
        var there = await AskAsync("api/diff?from=1&to=2");
        Assert.Equal(["web changed", "cache added"], Kinds(there));
        var back = await AskAsync("api/diff?to=1&from=2");
        Assert.Equal(["web changed", "cache removed"], Kinds(back));
        Assert.Empty(Kinds(await AskAsync("api/diff?from=2&to=2")));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync("api/diff?from=1&to=3"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync("api/diff"));

        static IEnumerable<string> Kinds(JsonElement difference) =>
            difference
                .GetProperty("changes")
                .EnumerateArray()
                .Select(one =>
                    $"{one.GetProperty("name")} {(!one.TryGetProperty("from", out _) ? "added" : one.TryGetProperty("to", out _) ? "changed" : "removed")}"
                );
    }

    [Fact]
    public async Task What_never_changes_is_read_once()
    {
        var before = _backend.Count();
        foreach (var _ in Enumerable.Range(0, 3))
        {
            await AskAsync("api/snapshots");
            await AskAsync("api/snapshots/2");
            await AskAsync("api/releases/shop/web");
            await AskAsync("api/diff?from=1&to=2");
            _time.Advance(TimeSpan.FromSeconds(5));
        }

        var reads = _backend.Calls.Skip(before).Where(call => call.Verb == "Read").ToList();
        Assert.All(
            reads.Where(call => call.Name.StartsWith("listings/", StringComparison.Ordinal)).GroupBy(call => call.Name),
            group => Assert.Single(group)
        );
        Assert.Equal(3, reads.Count(call => call.Name.StartsWith("listings/", StringComparison.Ordinal)));
        Assert.DoesNotContain(reads, call => call.Name.StartsWith("records/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_snapshot_that_is_damaged_is_named_and_stops_nothing()
    {
        _memory.Put("snapshots/00000001.json", "{}"u8);
        var told = await AskAsync("api/snapshots");
        Assert.Equal("""["1"]""", told.GetProperty("damaged").GetRawText());
        Assert.Equal(
            """2""",
            Assert.Single(told.GetProperty("snapshots").EnumerateArray()).GetProperty("id").GetString()
        );
        Assert.Equal(2, told.GetProperty("count").GetInt32());
        Assert.Contains(
            "releasemanager_snapshots_damaged 1\n",
            await _stage.Client.GetStringAsync("metrics", Stop),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Snapshots_that_retention_removed_are_told_no_more()
    {
        await AskAsync("api/snapshots");
        await _memory.DeleteAsync(["snapshots/00000001.json"], Stop);
        _time.Advance(TimeSpan.FromSeconds(5));
        var only = Assert.Single((await AskAsync("api/snapshots")).GetProperty("snapshots").EnumerateArray());
        Assert.Equal("2", only.GetProperty("id").GetString());
        Assert.False(only.TryGetProperty("before", out _));
    }

    private async Task<JsonElement> AskAsync(string path)
    {
        using var reply = await _stage.Client.GetAsync(new Uri(path, UriKind.Relative), Stop);
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        using var json = JsonDocument.Parse(await reply.Content.ReadAsStringAsync(Stop));
        return json.RootElement.Clone();
    }

    private async Task<HttpStatusCode> StatusAsync(string path)
    {
        using var reply = await _stage.Client.GetAsync(new Uri(path, UriKind.Relative), Stop);
        return reply.StatusCode;
    }
}
