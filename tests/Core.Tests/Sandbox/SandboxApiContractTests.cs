using ReleaseManager.Contracts;
using ReleaseManager.Core.Clusters;
using Xunit;

namespace ReleaseManager.Core.Tests.Sandbox;

/// <summary>The sandbox answers as a real API server does, as far as ReleaseManager asks.</summary>
public sealed class SandboxApiContractTests(SandboxFixture fixture)
    : KubernetesApiContract,
        IClassFixture<SandboxFixture>
{
    protected override ValueTask<KubeClient> ConnectAsync() =>
        ValueTask.FromResult(new KubeClient(KubeConfig.Load(fixture.Kubeconfig, "sandbox")));
}
