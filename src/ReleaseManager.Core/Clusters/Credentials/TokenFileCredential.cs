namespace ReleaseManager.Core.Clusters.Credentials;

/// <summary>
/// A token in a file that someone else renews, as the kubelet does for pods: read again every minute, and when the API does not accept it.
/// </summary>
internal sealed class TokenFileCredential(
    string path,
    string? fallback,
    ClientCertificate? certificate,
    TimeProvider time
) : ICredentialSource, IDisposable
{
    /// <summary>As often as client-go does.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _gate = new(1);
    private Credential? _current;
    private long _readAt;

    public async ValueTask<Credential> GetAsync(CancellationToken stop)
    {
        var current = Volatile.Read(ref _current);
        return current is not null && time.GetElapsedTime(Interlocked.Read(ref _readAt)) < Period
            ? current
            : await ReadAsync(current, stop);
    }

    public ValueTask<Credential> RenewAsync(Credential rejected, CancellationToken stop) => ReadAsync(rejected, stop);

    public void Dispose()
    {
        _gate.Dispose();
        certificate?.Dispose();
    }

    /// <summary>Reads the file unless another caller has just replaced what is known to be old.</summary>
    private async ValueTask<Credential> ReadAsync(Credential? old, CancellationToken stop)
    {
        await _gate.WaitAsync(stop);
        try
        {
            if (_current is not null && !ReferenceEquals(_current, old))
            {
                return _current;
            }

            var token = await TokenAsync(stop);
            Interlocked.Exchange(ref _readAt, time.GetTimestamp());
            if (_current is null || !string.Equals(_current.Authorization?.Parameter, token, StringComparison.Ordinal))
            {
                Volatile.Write(
                    ref _current,
                    new Credential { Authorization = Credential.Bearer(token), Certificate = certificate }
                );
            }

            return _current;
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<string> TokenAsync(CancellationToken stop)
    {
        try
        {
            var token = (await File.ReadAllTextAsync(path, stop)).Trim();
            if (token.Length > 0)
            {
                return token;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return LastKnown()
                ?? throw new KubeConfigException(
                    "KubeConfigFileUnreadable",
                    $"The token file {path} cannot be read: {e.Message}",
                    e
                );
        }

        return LastKnown()
            ?? throw new KubeConfigException("KubeConfigFileUnreadable", $"The token file {path} is empty.");
    }

    private string? LastKnown() => _current?.Authorization?.Parameter ?? fallback;
}
