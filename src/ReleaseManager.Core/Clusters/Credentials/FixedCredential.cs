namespace ReleaseManager.Core.Clusters.Credentials;

/// <summary>A credential that stands in the kubeconfig itself.</summary>
internal sealed class FixedCredential(Credential credential) : ICredentialSource, IDisposable
{
    public ValueTask<Credential> GetAsync(CancellationToken stop) => ValueTask.FromResult(credential);

    public ValueTask<Credential> RenewAsync(Credential rejected, CancellationToken stop) =>
        ValueTask.FromResult(credential);

    public void Dispose() => credential.Certificate?.Dispose();
}
