using ReleaseManager.Sandbox;
using Xunit;

namespace ReleaseManager.Core.Tests.Sandbox;

/// <summary>One sandbox cluster for the tests of a class; each test has namespaces of its own.</summary>
public sealed class SandboxFixture : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("releasemanager-test-");

    public SandboxCluster Cluster { get; private set; } = null!;

    public string Kubeconfig { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        Cluster = await SandboxCluster.StartAsync(null, TestContext.Current.CancellationToken);
        Kubeconfig = Cluster.WriteKubeconfig(Path.Combine(_folder.FullName, "kubeconfig"));
    }

    public async ValueTask DisposeAsync()
    {
        await Cluster.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
