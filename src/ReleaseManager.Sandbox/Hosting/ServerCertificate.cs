using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ReleaseManager.Sandbox.Hosting;

/// <summary>A certificate for 127.0.0.1 with its own authority, made when the cluster starts and kept in memory only.</summary>
internal sealed class ServerCertificate : IDisposable
{
    private ServerCertificate(X509Certificate2 certificate, X509Certificate2 authority)
    {
        Certificate = certificate;
        Authority = authority;
    }

    public X509Certificate2 Certificate { get; }

    public X509Certificate2 Authority { get; }

    public static ServerCertificate Create(DateTimeOffset now)
    {
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authorityRequest = new CertificateRequest("CN=sandbox-ca", authorityKey, HashAlgorithmName.SHA256);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        authorityRequest.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true)
        );
        using var signing = authorityRequest.CreateSelfSigned(now.AddDays(-1), now.AddDays(30));

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=sandbox", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1", "serverAuth")], false)
        );
        using var signed = request.Create(
            signing,
            now.AddDays(-1),
            now.AddDays(29),
            RandomNumberGenerator.GetBytes(16)
        );
        using var whole = signed.CopyWithPrivateKey(key);

        // Windows' TLS takes a key only out of a key store, hence the way through PKCS#12.
        return new ServerCertificate(
            X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null),
            X509CertificateLoader.LoadCertificate(signing.Export(X509ContentType.Cert))
        );
    }

    public void Dispose()
    {
        Certificate.Dispose();
        Authority.Dispose();
    }
}
