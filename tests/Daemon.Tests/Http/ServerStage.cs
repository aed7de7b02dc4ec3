using System.Net.Sockets;
using System.Text;
using ReleaseManager.Contracts.Backends;
using ReleaseManager.Contracts.State;
using ReleaseManager.Core.Backends;
using ReleaseManager.Core.State;
using ReleaseManager.Daemon.Health;
using ReleaseManager.Daemon.Http;

namespace ReleaseManager.Daemon.Tests.Http;

/// <summary>A server on a free port of this machine, over a state in memory.</summary>
internal sealed class ServerStage : IAsyncDisposable
{
    /// <summary>Stands in everything that a saved release holds besides what lists show of it.</summary>
    public const string Sentinel = "sentinel-b3f1-never-shown";

    private DaemonServer? _server;
    private HttpClient? _client;

    /// <summary>The clock; the machine's unless set.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where the state is kept.</summary>
    public IBackend Backend { get; init; } = new MemoryBackend();

    /// <summary>What else is to be set.</summary>
    public DaemonServerOptions Options { get; init; } = new() { Listen = "127.0.0.1:0" };

    public DaemonCounters Counters { get; } = new();

    public DaemonHealth Health => field ??= new DaemonHealth(Time, TimeSpan.FromSeconds(30));

    public ReleaseState State => field ??= ReleaseState.At(Backend, Time);

    public DaemonServer Server => _server ??= DaemonServer.Start(Options, Health, Counters, State, Time);

    /// <summary>Asks it; errors are answers.</summary>
    public HttpClient Client => _client ??= new HttpClient { BaseAddress = Server.Address };

    /// <summary>A release of which everything that must not be shown holds the sentinel.</summary>
    public async Task<ListingEntry> SaveAsync(
        string name,
        int revision = 1,
        string ns = "shop",
        string chartVersion = "1.0.0",
        string status = "deployed"
    )
    {
        var record = Encoding.UTF8.GetBytes(
            $$"""
            {"name":"{{name}}","namespace":"{{ns}}","version":{{revision}},"manifest":"kind: Secret # {{Sentinel}}",
            "config":{"password":"{{Sentinel}}"},"info":{"status":"{{status}}","description":"{{Sentinel}}","notes":"{{Sentinel}}"} }
            """
        );
        var saved = await State.SaveRecordAsync(Core.Releases.RecordCodec.Encode(record), default);
        return Sample.Entry(name, revision, ns) with
        {
            Status = status,
            Chart = name,
            ChartVersion = chartVersion,
            AppVersion = "2.3",
            Record = saved.Hash,
            Encoding = saved.Encoding,
            Size = saved.Size,
            Labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["team"] = Sentinel },
            Annotations = new Dictionary<string, string>(StringComparer.Ordinal) { ["note"] = Sentinel },
            References = [$"Secret {ns}/{Sentinel}"],
        };
    }

    /// <summary>Adds a snapshot of all releases that are named.</summary>
    public async Task<CommitOutcome> SnapshotAsync(params IReadOnlyList<ListingEntry> entries) =>
        await Sample.ExportAsync(State, Sample.Draft(entries));

    /// <summary>Two snapshots in which one release is upgraded and one added.</summary>
    public async Task<ServerStage> WithTwoSnapshotsAsync()
    {
        var web = await SaveAsync("web");
        await SnapshotAsync(web, await SaveAsync("db"));
        await SnapshotAsync(
            await SaveAsync("web", status: "superseded"),
            await SaveAsync("web", revision: 2, chartVersion: "1.1.0"),
            await SaveAsync("db"),
            await SaveAsync("cache", ns: "tools", status: "failed")
        );
        return this;
    }

    /// <summary>Sends bytes and gives all that comes back until the server ends the connection.</summary>
    public async Task<string> SendRawAsync(string request)
    {
        using var client = await ConnectAsync();
        await client.SendAsync(Encoding.Latin1.GetBytes(request));
        return await ReadAllAsync(client);
    }

    /// <summary>A connection to it.</summary>
    public async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync("127.0.0.1", Server.Port);
        return socket;
    }

    /// <summary>All that comes until the other side ends the connection.</summary>
    public static async Task<string> ReadAllAsync(Socket client)
    {
        var text = new StringBuilder();
        var buffer = new byte[16 * 1024];
        while (await client.ReceiveAsync(buffer) is var read and > 0)
        {
            text.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }

        return text.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }
}
