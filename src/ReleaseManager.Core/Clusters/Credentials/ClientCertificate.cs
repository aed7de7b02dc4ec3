using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ReleaseManager.Core.Clusters.Http;

namespace ReleaseManager.Core.Clusters.Credentials;

/// <summary>A client certificate with its key, ready for TLS.</summary>
internal sealed class ClientCertificate : IDisposable
{
    private readonly X509Certificate2 _certificate;

    private ClientCertificate(X509Certificate2 certificate, SslStreamCertificateContext context)
    {
        _certificate = certificate;
        Context = context;
    }

    public SslStreamCertificateContext Context { get; }

    /// <summary>Puts certificate and key together.</summary>
    /// <param name="certificate">The certificate, followed by what leads to its root, if anything.</param>
    /// <param name="key">PKCS#1, SEC1 or PKCS#8, not encrypted.</param>
    public static ClientCertificate Load(PemSource certificate, PemSource key)
    {
        var all = new X509Certificate2Collection();
        try
        {
            all.ImportFromPem(certificate.Text);
            using var withKey = X509Certificate2.CreateFromPem(certificate.Text, key.Text);

            // SslStream on Windows takes no key that only lives in memory; one from a PKCS#12 does on every system.
            var usable = X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), password: null);
            var rest = new X509Certificate2Collection(all.Skip(1).ToArray());
            return new ClientCertificate(usable, SslStreamCertificateContext.Create(usable, rest, offline: true));
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new KubeConfigException(
                "KubeConfigBadCertificate",
                $"The client certificate in {certificate.Where} and the key in {key.Where} cannot be used together: {e.Message}",
                e
            )
            {
                Advice = "The key must be an unencrypted RSA or EC key in PEM form that belongs to the certificate.",
            };
        }
    }

    /// <summary>A sentence on why a server may not accept it; null if nothing is seen to be wrong.</summary>
    public string? Problem(DateTimeOffset now) =>
        now.UtcDateTime > _certificate.NotAfter.ToUniversalTime()
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"The client certificate expired at {_certificate.NotAfter.ToUniversalTime():u}."
            )
            : null;

    public void Dispose() => _certificate.Dispose();
}
