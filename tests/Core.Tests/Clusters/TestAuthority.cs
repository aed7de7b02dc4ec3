using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ReleaseManager.Core.Tests.Clusters;

/// <summary>A certificate authority that tests make up.</summary>
internal sealed class TestAuthority : IDisposable
{
    private static readonly DateTimeOffset Begin = DateTimeOffset.UtcNow.AddDays(-10);

    private readonly AsymmetricAlgorithm _key;

    private TestAuthority(X509Certificate2 certificate, AsymmetricAlgorithm key)
    {
        Certificate = certificate;
        _key = key;
    }

    public X509Certificate2 Certificate { get; }

    public string Pem => Certificate.ExportCertificatePem();

    public static TestAuthority Create(bool elliptic = false, string name = "test CA")
    {
        var key = NewKey(elliptic);
        var request = Request($"CN={name}", key);
        MakeAuthority(request);
        return new TestAuthority(request.CreateSelfSigned(Begin, DateTimeOffset.UtcNow.AddDays(100)), key);
    }

    /// <summary>An authority that this one vouches for.</summary>
    public TestAuthority CreateIntermediate(string name = "test intermediate CA")
    {
        var key = NewKey(elliptic: true);
        var request = Request($"CN={name}", key);
        MakeAuthority(request);
        return new TestAuthority(Sign(request, DateTimeOffset.UtcNow.AddDays(50)), key);
    }

    /// <summary>A server's certificate with its key.</summary>
    /// <param name="days">Days until it expires; negative for one that has.</param>
    public X509Certificate2 IssueServer(string dnsName, bool withLoopback, int days = 30, bool elliptic = false)
    {
        var key = NewKey(elliptic);
        var request = Request("CN=server", key);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(dnsName);
        if (withLoopback)
        {
            names.AddIpAddress(IPAddress.Loopback);
        }

        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(Usage("1.3.6.1.5.5.7.3.1"));
        return WithKey(Sign(request, DateTimeOffset.UtcNow.AddDays(days)), key);
    }

    /// <summary>A client's certificate and its key, in PEM.</summary>
    public (string Certificate, string Key) IssueClient(string user, KeyForm form, int days = 30)
    {
        using var key = NewKey(form is KeyForm.EcSec1 or KeyForm.EcPkcs8);
        var request = Request($"CN={user}", key);
        request.CertificateExtensions.Add(Usage("1.3.6.1.5.5.7.3.2"));
        using var certificate = Sign(request, DateTimeOffset.UtcNow.AddDays(days));
        var keyPem = form switch
        {
            KeyForm.RsaPkcs1 => ((RSA)key).ExportRSAPrivateKeyPem(),
            KeyForm.EcSec1 => ((ECDsa)key).ExportECPrivateKeyPem(),
            _ => key.ExportPkcs8PrivateKeyPem(),
        };
        return (certificate.ExportCertificatePem(), keyPem);
    }

    public void Dispose()
    {
        Certificate.Dispose();
        _key.Dispose();
    }

    private static AsymmetricAlgorithm NewKey(bool elliptic) =>
        elliptic ? ECDsa.Create(ECCurve.NamedCurves.nistP256) : RSA.Create(2048);

    private static CertificateRequest Request(string subject, AsymmetricAlgorithm key) =>
        key is ECDsa ec
            ? new CertificateRequest(subject, ec, HashAlgorithmName.SHA256)
            : new CertificateRequest(subject, (RSA)key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    private static void MakeAuthority(CertificateRequest request)
    {
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.DigitalSignature, true)
        );
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
    }

    private static X509EnhancedKeyUsageExtension Usage(string oid) => new([new Oid(oid)], false);

    private static X509Certificate2 WithKey(X509Certificate2 certificate, AsymmetricAlgorithm key)
    {
        using (certificate)
        using (key)
        {
            using var joined = key is ECDsa ec
                ? certificate.CopyWithPrivateKey(ec)
                : certificate.CopyWithPrivateKey((RSA)key);
            return X509CertificateLoader.LoadPkcs12(joined.Export(X509ContentType.Pkcs12), null);
        }
    }

    private X509Certificate2 Sign(CertificateRequest request, DateTimeOffset end)
    {
        var generator = _key is ECDsa ec
            ? X509SignatureGenerator.CreateForECDsa(ec)
            : X509SignatureGenerator.CreateForRSA((RSA)_key, RSASignaturePadding.Pkcs1);
        return request.Create(Certificate.SubjectName, generator, Begin, end, Guid.NewGuid().ToByteArray());
    }
}
