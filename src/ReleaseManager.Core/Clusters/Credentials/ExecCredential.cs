using ReleaseManager.Core.Clusters.Config;
using ReleaseManager.Core.Clusters.Http;

namespace ReleaseManager.Core.Clusters.Credentials;

/// <summary>
/// A credential that a plugin prints (https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins):
/// kept until it expires or the API does not accept it.
/// </summary>
internal sealed class ExecCredential(
    ExecEntry plugin,
    ClusterAccess access,
    ClientCertificate? certificate,
    TimeProvider time
) : ICredentialSource, IDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private readonly List<ClientCertificate> _certificates = [];
    private Credential? _current;
    private DateTimeOffset? _expires;

    public async ValueTask<Credential> GetAsync(CancellationToken stop)
    {
        await _gate.WaitAsync(stop);
        try
        {
            return _current is not null && (_expires is null || time.GetUtcNow() < _expires)
                ? _current
                : await RunAsync(stop);
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask<Credential> RenewAsync(Credential rejected, CancellationToken stop)
    {
        await _gate.WaitAsync(stop);
        try
        {
            // Of many requests that were refused at once only the first runs the plugin.
            return _current is not null && !ReferenceEquals(_current, rejected) ? _current : await RunAsync(stop);
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose()
    {
        _gate.Dispose();
        certificate?.Dispose();
        foreach (var own in _certificates)
        {
            own.Dispose();
        }
    }

    private async Task<Credential> RunAsync(CancellationToken stop)
    {
        var answer = await ExecPlugin.RunAsync(plugin, access, stop);
        var status = ExecStatus.Read(answer, plugin);
        var own = certificate;
        if (status.Certificate is not null)
        {
            own = ClientCertificate.Load(
                new PemSource(status.Certificate, $"the answer of the plugin {plugin.Command}"),
                new PemSource(status.Key!, "the same answer")
            );
            _certificates.Add(own);
        }

        _expires = status.Expires;
        _current = new Credential
        {
            Authorization = status.Token is null ? null : Credential.Bearer(status.Token),
            Certificate = own,
        };
        return _current;
    }
}
