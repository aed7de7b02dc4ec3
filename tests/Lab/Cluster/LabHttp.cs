using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace ReleaseManager.Lab;

/// <summary>Connections to a cluster's API, trusted and authenticated by certificates.</summary>
internal static class LabHttp
{
    public static HttpClient Open(Uri server, X509Certificate2 client, X509Certificate2 authority)
    {
        var trust = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        trust.CustomTrustStore.Add(authority);
        var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                ClientCertificates = [client],
                CertificateChainPolicy = trust,
            },
        };
        return new HttpClient(handler)
        {
            BaseAddress = server,
            DefaultRequestVersion = HttpVersion.Version20,
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }
}
