using ReleaseManager.Contracts;
using ReleaseManager.Core.Clusters;

namespace ReleaseManager.Lab.Clusters;

/// <summary>The real API server keeps the contract that the sandbox is held to.</summary>
public sealed class KubeApiServerTests(LabFixture lab) : KubernetesApiContract
{
    protected override async ValueTask<KubeClient> ConnectAsync()
    {
        var clusters = await lab.SharedAsync();
        return new KubeClient(KubeConfig.Load(clusters.A.Kubeconfig, context: null));
    }
}
