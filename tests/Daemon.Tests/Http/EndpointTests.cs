using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using ReleaseManager.Contracts;
using ReleaseManager.Contracts.Backends;
using ReleaseManager.Core.Backends;
using ReleaseManager.Daemon.Health;
using Xunit;

namespace ReleaseManager.Daemon.Tests.Http;

public sealed partial class EndpointTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_process_lives_and_serves_whatever_its_health()
    {
        await using var stage = new ServerStage();
        stage.Health.Failed("x");
        stage.Health.Failed("x");
        Assert.Equal("ok\n", await stage.Client.GetStringAsync("livez", Stop));
        Assert.Equal("ok\n", await stage.Client.GetStringAsync("readyz", Stop));
    }

    [Fact]
    public async Task Health_is_told_with_the_role_and_the_reason()
    {
        await using var stage = new ServerStage();
        stage.Health.Become(DaemonRole.Standby);
        stage.Health.Passed();
        Assert.Equal("ok: standby\n", await stage.Client.GetStringAsync("healthz", Stop));

        stage.Health.Become(DaemonRole.Leader);
        stage.Health.Failed("the bucket is away");
        stage.Health.Failed("the bucket is away");
        using var reply = await stage.Client.GetAsync("healthz", Stop);
        Assert.Equal(HttpStatusCode.InternalServerError, reply.StatusCode);
        Assert.Equal(
            "unhealthy: leader: failed 2 times in a row; the last time: the bucket is away\n",
            await reply.Content.ReadAsStringAsync(Stop)
        );
        stage.Health.Passed();
        Assert.Equal("ok: leader\n", await stage.Client.GetStringAsync("healthz", Stop));
    }

    [Fact]
    public async Task Releases_are_those_of_the_newest_good_snapshot()
    {
        await using var stage = await new ServerStage().WithTwoSnapshotsAsync();
        var suspect = await stage.SnapshotAsync(await stage.SaveAsync("web"));
        Assert.NotNull(suspect.Snapshot?.Suspect);

        using var told = JsonDocument.Parse(await stage.Client.GetStringAsync("releases", Stop));
        Assert.Equal("2", told.RootElement.GetProperty("snapshot").GetProperty("id").GetString());
        var releases = told.RootElement.GetProperty("releases").EnumerateArray().ToList();
        Assert.Equal(
            ["shop/db 1 deployed", "shop/web 2 deployed", "tools/cache 1 failed"],
            releases.Select(r =>
                $"{r.GetProperty("namespace")}/{r.GetProperty("name")} {r.GetProperty("revision")} {r.GetProperty("status")}"
            )
        );
        Assert.Equal("1.1.0", releases[1].GetProperty("chartVersion").GetString());
        Assert.Equal("2.3", releases[1].GetProperty("appVersion").GetString());
        Assert.StartsWith(
            "2026-02-28T10:11:12",
            releases[1].GetProperty("updated").GetString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Releases_are_a_table_for_who_asks_for_text()
    {
        await using var stage = await new ServerStage().WithTwoSnapshotsAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/releases")
        {
            Headers = { { "Accept", "text/plain" } },
        };
        using var reply = await stage.Client.SendAsync(request, Stop);
        Assert.Equal("text/plain", reply.Content.Headers.ContentType?.MediaType);
        Assert.Equal(
            """
            NAME    NAMESPACE   REVISION   UPDATED                STATUS     CHART         APP VERSION
            db      shop        1          2026-02-28 09:11:12Z   deployed   db-1.0.0      2.3
            web     shop        2          2026-02-28 09:11:12Z   deployed   web-1.1.0     2.3
            cache   tools       1          2026-02-28 09:11:12Z   failed     cache-1.0.0   2.3

            """,
            await reply.Content.ReadAsStringAsync(Stop)
        );
    }

    [Fact]
    public async Task Without_a_snapshot_there_are_no_releases()
    {
        await using var stage = new ServerStage();
        Assert.Equal("""{"releases":[]}""", await stage.Client.GetStringAsync("releases", Stop));
    }

    [Fact]
    public async Task A_backend_that_is_away_is_said_to_be_and_to_be_asked_again_later()
    {
        var backend = new FaultBackend(new MemoryBackend())
        {
            Before = _ => throw new BackendException("X", "the bucket is away"),
        };
        await using var stage = new ServerStage { Backend = backend };
        using var reply = await stage.Client.GetAsync("releases", Stop);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, reply.StatusCode);
        Assert.NotNull(reply.Headers.RetryAfter);
        Assert.Contains("the bucket is away", await reply.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Counters_are_published_by_their_old_names_and_no_command_line_is()
    {
        await using var stage = new ServerStage();
        stage.Counters.Add(DaemonCounter.SaveCount, 7);
        stage.Counters.Add(DaemonCounter.S3Errors);
        using var vars = JsonDocument.Parse(await stage.Client.GetStringAsync("debug/vars", Stop));
        Assert.Equal(
            """{"TotalJobs":0,"FailedJobs":0,"SaveCount":7,"DeleteCount":0}""",
            Compact(vars.RootElement.GetProperty("jobs"))
        );
        Assert.Equal(
            """{"HelmErrors":0,"StateErrors":0,"SaveErrors":0,"DeleteErrors":0,"S3Errors":1,"LocalErrors":0}""",
            Compact(vars.RootElement.GetProperty("errors"))
        );
        Assert.True(vars.RootElement.GetProperty("process").GetProperty("residentBytes").GetInt64() > 0);
        Assert.False(vars.RootElement.TryGetProperty("cmdline", out _));

        static string Compact(JsonElement one) =>
            one.GetRawText().Replace("\n", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_keep_the_text_format_and_the_naming_rules()
    {
        await using var stage = await new ServerStage().WithTwoSnapshotsAsync();
        stage.Health.Become(DaemonRole.Leader);
        stage.Health.Passed();
        await stage.Client.GetStringAsync("releases", Stop);
        using var reply = await stage.Client.GetAsync("metrics", Stop);
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", reply.Content.Headers.ContentType?.ToString());
        var text = await reply.Content.ReadAsStringAsync(Stop);
        var types = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in text.TrimEnd('\n').Split('\n'))
        {
            if (line.StartsWith("# HELP ", StringComparison.Ordinal))
            {
                continue;
            }

            if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                var parts = line.Split(' ');
                Assert.True(types.TryAdd(parts[2], parts[3]), line);
                Assert.Equal(parts[3] == "counter", parts[2].EndsWith("_total", StringComparison.Ordinal));
                continue;
            }

            var sample = MetricLine().Match(line);
            Assert.True(sample.Success, line);
            Assert.Contains(sample.Groups["name"].Value, types.Keys);
        }

        var lines = text.Split('\n');
        Assert.Contains("releasemanager_healthy 1", lines);
        Assert.Contains("releasemanager_role{role=\"leader\"} 1", lines);
        Assert.Contains("releasemanager_role{role=\"standby\"} 0", lines);
        Assert.Contains("releasemanager_snapshots 2", lines);
        Assert.Contains("releasemanager_newest_snapshot_releases 3", lines);
        Assert.Contains("releasemanager_newest_snapshot_suspect 0", lines);
        Assert.Contains("releasemanager_state_readable 1", lines);
        Assert.Contains(
            lines,
            line => line.StartsWith("releasemanager_last_good_check_timestamp_seconds 1", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task What_the_alerts_of_the_chart_look_at_is_told()
    {
        await using var stage = await new ServerStage().WithTwoSnapshotsAsync();
        stage.Health.Passed();
        await stage.Client.GetStringAsync("releases", Stop);

        var told = await stage.Client.GetStringAsync("metrics", Stop);

        var rules = await File.ReadAllTextAsync(
            Repository.PathOf("charts", "releasemanager", "templates", "prometheusrule.yaml"),
            Stop
        );
        var names = RuleMetric().Matches(rules).Select(name => name.Value).Distinct(StringComparer.Ordinal).ToList();
        Assert.NotEmpty(names);
        Assert.All(names, name => Assert.Contains($"\n{name} ", told, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_scrape_costs_the_backend_nothing_and_is_answered_while_it_is_away()
    {
        var isAway = false;
        var backend = new FaultBackend(new MemoryBackend());
        backend.Before = _ => isAway ? throw new BackendException("X", "away") : Task.CompletedTask;
        var time = new ManualTime();
        await using var stage = await new ServerStage { Backend = backend, Time = time }.WithTwoSnapshotsAsync();
        await stage.Client.GetStringAsync("releases", Stop);
        var calls = backend.Count();
        for (var i = 0; i < 20; i++)
        {
            Assert.Contains(
                "releasemanager_snapshots 2\n",
                await stage.Client.GetStringAsync("metrics", Stop),
                StringComparison.Ordinal
            );
        }

        Assert.Equal(calls, backend.Count());

        isAway = true;
        time.Advance(TimeSpan.FromSeconds(5));
        using var reply = await stage.Client.GetAsync("releases", Stop);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, reply.StatusCode);
        var text = await stage.Client.GetStringAsync("metrics", Stop);
        Assert.Contains("releasemanager_state_readable 0\n", text, StringComparison.Ordinal);
        Assert.Contains("releasemanager_newest_snapshot_releases 3\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_server_reads_the_state_by_itself_every_interval()
    {
        var time = new ManualTime();
        var backend = new FaultBackend(new MemoryBackend());
        await using var stage = await new ServerStage { Backend = backend, Time = time }.WithTwoSnapshotsAsync();
        var looked = new SemaphoreSlim(0);
        backend.Before = call =>
        {
            if (call.Verb == "List")
            {
                looked.Release();
            }

            return Task.CompletedTask;
        };
        _ = stage.Server;
        Assert.True(await looked.WaitAsync(TimeSpan.FromSeconds(30), Stop));
        while (!looked.Wait(0, Stop))
        {
            time.Advance(TimeSpan.FromSeconds(30));
            await Task.Yield();
        }
    }

    [GeneratedRegex("releasemanager_[a-z_]+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RuleMetric();

    [GeneratedRegex(
        """^(?<name>[a-z][a-z0-9_]*)(\{[a-z]+="[A-Za-z0-9._-]*"\})? (?<figure>-?[0-9.]+(E[+-]?[0-9]+)?)$""",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex MetricLine();
}
