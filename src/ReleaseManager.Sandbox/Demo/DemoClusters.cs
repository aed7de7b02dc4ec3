namespace ReleaseManager.Sandbox.Demo;

/// <summary>The two clusters of the demo and a folder for what it writes, which goes with them.</summary>
internal sealed class DemoClusters : IAsyncDisposable
{
    private DemoClusters(SandboxCluster blue, SandboxCluster green)
    {
        Blue = blue;
        Green = green;
        Folder = Directory.CreateTempSubdirectory("releasemanager-sandbox-").FullName;
        Kubeconfig = SandboxCluster.WriteKubeconfig(Path.Combine(Folder, "kubeconfig"), blue, green);
    }

    public SandboxCluster Blue { get; }

    public SandboxCluster Green { get; }

    public string Folder { get; }

    public string Kubeconfig { get; }

    /// <summary>Starts both; blue holds the fixtures, green nothing.</summary>
    public static async Task<DemoClusters> StartAsync(CancellationToken stop)
    {
        var starting = new[] { "blue", "green" }.Select(name =>
            SandboxCluster.StartAsync(new SandboxOptions { Name = name }, stop)
        );
        var clusters = await Task.WhenAll(starting);
        clusters[0].Load(Fixtures.Read());
        return new DemoClusters(clusters[0], clusters[1]);
    }

    public async ValueTask DisposeAsync()
    {
        await Blue.DisposeAsync();
        await Green.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
