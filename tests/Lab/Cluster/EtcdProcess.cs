using System.Globalization;

namespace ReleaseManager.Lab;

/// <summary>One etcd of one member, with a data folder that is thrown away.</summary>
internal sealed class EtcdProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(30);

    private readonly LabProcess _process;
    private readonly string _data;

    private EtcdProcess(LabProcess process, Uri client, string data)
    {
        _process = process;
        _data = data;
        Client = client;
    }

    /// <summary>Where clients reach it.</summary>
    public Uri Client { get; }

    /// <summary>The server's process.</summary>
    public LabProcess Process => _process;

    /// <summary>Starts an empty etcd and waits until it has elected itself.</summary>
    public static async Task<EtcdProcess> StartAsync(LabTools tools, string folder, CancellationToken stop)
    {
        var data = Path.Combine(folder, "etcd-" + Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture)[..8]);
        var client = new Uri($"http://127.0.0.1:{LabPorts.Free()}");
        var peer = new Uri($"http://127.0.0.1:{LabPorts.Free()}");
        string[] arguments =
        [
            $"--name=lab",
            $"--data-dir={data}",
            $"--listen-client-urls={client.OriginalString}",
            $"--advertise-client-urls={client.OriginalString}",
            $"--listen-peer-urls={peer.OriginalString}",
            $"--initial-advertise-peer-urls={peer.OriginalString}",
            $"--initial-cluster=lab={peer.OriginalString}",
            "--unsafe-no-fsync",
            // There is nobody else to elect: the default timeout of a second only delays the start.
            "--heartbeat-interval=20",
            "--election-timeout=200",
            // A cluster of the size tests holds hundreds of megabytes, each rewritten several times.
            "--quota-backend-bytes=8589934592",
            "--auto-compaction-mode=revision",
            "--auto-compaction-retention=1000",
            "--log-level=warn",
        ];
        var process = await LabProcess.StartAsync(tools.Etcd, arguments, Path.Combine(folder, "etcd.log"));
        var etcd = new EtcdProcess(process, client, data);
        try
        {
            using var http = new HttpClient();
            await Poll.UntilAsync(
                "etcd's health",
                StartDeadline,
                inner => etcd.IsHealthyAsync(http, inner),
                stop: stop
            );
            return etcd;
        }
        catch
        {
            await etcd.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        if (Directory.Exists(_data))
        {
            Directory.Delete(_data, recursive: true);
        }
    }

    private async Task<bool> IsHealthyAsync(HttpClient http, CancellationToken stop)
    {
        _process.ThrowIfExited();
        try
        {
            using var answer = await http.GetAsync(new Uri(Client, "/health"), stop);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
