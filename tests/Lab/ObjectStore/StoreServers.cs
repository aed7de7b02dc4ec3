namespace ReleaseManager.Lab;

/// <summary>The servers below the gateway: one monitor, and one disk in memory. They live as long as the store.</summary>
internal sealed class StoreServers : IAsyncDisposable
{
    private readonly List<LabProcess> _processes = [];
    private readonly StoreFiles _files;

    private StoreServers(StoreFiles files) => _files = files;

    /// <summary>Makes both anew and starts them.</summary>
    public static async Task<StoreServers> StartAsync(StoreFiles files, CancellationToken stop)
    {
        var servers = new StoreServers(files);
        try
        {
            await servers.StartMonitorAsync(stop);
            await servers.StartDiskAsync(stop);
            return servers;
        }
        catch
        {
            await servers.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        for (var i = _processes.Count - 1; i >= 0; i--)
        {
            await _processes[i].DisposeAsync();
        }
    }

    private async Task StartMonitorAsync(CancellationToken stop)
    {
        await Tool(StoreTools.MonitorMap)
            .RunAsync(stop, "--create", "--fsid", _files.Cluster, "--addv", "a", _files.MonitorAddress, _files.Map);
        await Tool(StoreTools.Monitor).RunAsync(stop, "--mkfs", "-i", "a", "--monmap", _files.Map);
        await StartAsync(StoreTools.Monitor, "-i", "a");
    }

    private async Task StartDiskAsync(CancellationToken stop)
    {
        var ceph = Tool(StoreTools.Ceph);
        await ceph.RunAsync(stop, "--connect-timeout", "30", "osd", "new", _files.Disk, "0");
        await Tool(StoreTools.Disk).RunAsync(stop, "--mkfs", "-i", "0", "--osd-uuid", _files.Disk);
        var started = StartAsync(StoreTools.Disk, "-i", "0");
        await ceph.RunAsync(stop, "osd", "crush", "add", "osd.0", "1.0", "root=default", "host=localhost");
        await started;
    }

    private CephCli Tool(string program) => new(program, _files);

    private async Task StartAsync(string program, string option, string value)
    {
        string[] arguments = ["--conf", _files.Configuration, "-f", option, value];
        _processes.Add(await LabProcess.StartAsync(program, arguments, _files.LogOf(Path.GetFileName(program))));
    }
}
