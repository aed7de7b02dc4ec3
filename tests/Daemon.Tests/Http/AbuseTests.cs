using System.Net;
using System.Net.Sockets;
using System.Text;
using ReleaseManager.Contracts;
using ReleaseManager.Contracts.Backends;
using ReleaseManager.Daemon.Http;
using Xunit;

namespace ReleaseManager.Daemon.Tests.Http;

/// <summary>Alone, since it weighs the memory of the whole process.</summary>
[Collection(nameof(Alone))]
public sealed class AbuseTests
{
    private const int Many = 1000;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_thousand_connections_that_never_finish_a_head_hold_up_no_probe()
    {
        await using var stage = new ServerStage
        {
            Options = new()
            {
                Listen = "127.0.0.1:0",
                Limits = new HttpLimits { HeadTime = TimeSpan.FromHours(1) },
            },
        };
        Assert.Equal("ok\n", await stage.Client.GetStringAsync("livez", Stop));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        List<Socket> slow = [];
        try
        {
            var part = Encoding.ASCII.GetBytes($"GET /releases HTTP/1.1\r\nHost: x\r\nCookie: {new string('a', 8000)}");
            for (var i = 0; i < Many; i++)
            {
                slow.Add(await stage.ConnectAsync());
                await slow[^1].SendAsync(part, Stop);
            }

            using var probe = new HttpClient { BaseAddress = stage.Server.Address };
            Assert.Equal("ok\n", await probe.GetStringAsync("livez", Stop));
            Assert.StartsWith("ok", await probe.GetStringAsync("healthz", Stop), StringComparison.Ordinal);
            var metrics = await probe.GetStringAsync("metrics", Stop);
            var open = Figure(metrics, "releasemanager_http_connections");
            Assert.InRange(open, 1, new HttpLimits().Connections);
            Assert.InRange(Figure(metrics, "releasemanager_http_connections_cut_total"), Many - open, Many);
            Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 64L << 20);
        }
        finally
        {
            slow.ForEach(one => one.Dispose());
        }
    }

    [Fact]
    public async Task A_head_that_is_not_finished_in_time_is_ended()
    {
        var time = new ManualTime();
        var limits = new HttpLimits { IdleTime = TimeSpan.FromDays(1), WriteTime = TimeSpan.FromDays(1) };
        await using var stage = new ServerStage
        {
            Time = time,
            Options = new() { Listen = "127.0.0.1:0", Limits = limits },
        };
        using var client = await stage.ConnectAsync();
        await client.SendAsync("GET /livez"u8.ToArray(), Stop);
        var reading = ServerStage.ReadAllAsync(client);
        while (!reading.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.StartsWith("HTTP/1.1 408 ", await reading, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_asks_nothing_is_ended_in_the_end()
    {
        var time = new ManualTime();
        await using var stage = new ServerStage { Time = time };
        using var client = await stage.ConnectAsync();
        var reading = ServerStage.ReadAllAsync(client);
        while (!reading.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Equal("", await reading);
    }

    [Fact]
    public async Task A_backend_that_hangs_holds_up_nothing_but_what_is_read_from_it()
    {
        var hanging = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var backend = new FaultBackend(new MemoryBackend()) { Before = _ => hanging.Task };
        await using var stage = new ServerStage { Backend = backend };
        var readers = new HttpLimits().Readers;
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Many })
        {
            BaseAddress = stage.Server.Address,
        };
        var stuck = Enumerable.Range(0, 100).Select(_ => client.GetAsync("releases", Stop)).ToList();
        var refused = 0;
        while (refused < 100 - readers)
        {
            var ended = await Task.WhenAny(stuck);
            stuck.Remove(ended);
            using var reply = await ended;
            Assert.Equal(HttpStatusCode.ServiceUnavailable, reply.StatusCode);
            Assert.NotNull(reply.Headers.RetryAfter);
            refused++;
        }

        Assert.Equal(readers, stuck.Count);
        Assert.Equal("ok\n", await client.GetStringAsync("livez", Stop));
        Assert.StartsWith("ok", await client.GetStringAsync("healthz", Stop), StringComparison.Ordinal);
        Assert.Contains(
            "releasemanager_state_readable 0",
            await client.GetStringAsync("metrics", Stop),
            StringComparison.Ordinal
        );
        Assert.Contains("ReleaseManager", await client.GetStringAsync("/", Stop), StringComparison.Ordinal);

        hanging.SetResult();
        foreach (var one in stuck)
        {
            using var reply = await one;
            Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        }
    }

    [Fact]
    public async Task What_takes_too_long_is_told_to_come_again_and_keeps_its_place_until_it_ends()
    {
        var hanging = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var time = new ManualTime();
        await using var stage = new ServerStage
        {
            Time = time,
            Backend = new FaultBackend(new MemoryBackend()) { Before = _ => hanging.Task },
            Options = new()
            {
                Listen = "127.0.0.1:0",
                Limits = new HttpLimits
                {
                    Readers = 1,
                    IdleTime = TimeSpan.FromDays(1),
                    WriteTime = TimeSpan.FromDays(1),
                },
            },
        };
        var slow = stage.Client.GetAsync("releases", Stop);
        while (!slow.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        using var reply = await slow;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, reply.StatusCode);
        Assert.Contains("too long", await reply.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        hanging.SetResult();
        while (await stage.Client.GetAsync("releases", Stop) is { StatusCode: not HttpStatusCode.OK })
        {
            await Task.Yield();
        }
    }

    [Fact]
    public async Task The_program_s_own_faults_are_told_to_its_log_and_to_nobody_else()
    {
        List<Exception> faults = [];
        var backend = new FaultBackend(new MemoryBackend())
        {
            Before = _ => throw new InvalidOperationException(ServerStage.Sentinel),
        };
        await using var stage = new ServerStage
        {
            Backend = backend,
            Options = new()
            {
                Listen = "127.0.0.1:0",
                OnFault = e =>
                {
                    lock (faults)
                    {
                        faults.Add(e);
                    }
                },
            },
        };
        using var reply = await stage.Client.GetAsync("releases", Stop);
        Assert.Equal(HttpStatusCode.InternalServerError, reply.StatusCode);
        var text = await reply.Content.ReadAsStringAsync(Stop);
        Assert.DoesNotContain(ServerStage.Sentinel, text, StringComparison.Ordinal);
        Assert.DoesNotContain(" at ", text, StringComparison.Ordinal);
        lock (faults)
        {
            Assert.All(faults, e => Assert.Equal(ServerStage.Sentinel, e.Message));
            Assert.NotEmpty(faults);
        }
    }

    [Fact]
    public async Task Stopping_ends_connections_that_ask_nothing_and_frees_the_port()
    {
        var stage = new ServerStage();
        using var idle = await stage.ConnectAsync();
        var port = stage.Server.Port;
        Assert.Equal("ok\n", await stage.Client.GetStringAsync("livez", Stop));
        await stage.DisposeAsync();
        Assert.Equal("", await ServerStage.ReadAllAsync(idle));
        using var again = ListenAddress.Parse($"127.0.0.1:{port}").Bind();
    }

    private static double Figure(string metrics, string name) =>
        double.Parse(
            metrics.Split('\n').Single(line => line.StartsWith($"{name} ", StringComparison.Ordinal)).Split(' ')[1],
            System.Globalization.CultureInfo.InvariantCulture
        );
}
