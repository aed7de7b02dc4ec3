using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ReleaseManager.Lab;

/// <summary>A cluster's own certificate authority.</summary>
internal sealed class ClusterAuthority : IDisposable
{
    private static readonly Oid ServerUse = new("1.3.6.1.5.5.7.3.1");
    private static readonly Oid ClientUse = new("1.3.6.1.5.5.7.3.2");
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(365);

    private readonly TimeProvider _time;
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public ClusterAuthority(string name, TimeProvider time)
    {
        _time = time;
        var request = new CertificateRequest($"CN=lab {name}", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true)
        );
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var now = time.GetUtcNow();
        Certificate = request.CreateSelfSigned(now - Lifetime, now + Lifetime);
    }

    /// <summary>The authority's certificate, with its key.</summary>
    public X509Certificate2 Certificate { get; }

    public IssuedCertificate IssueServer()
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        names.AddDnsName("kubernetes.default.svc");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=kube-apiserver", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(names.Build());
        return new IssuedCertificate(Sign(request, ServerUse, TimeSpan.FromDays(30)), key.ExportECPrivateKeyPem());
    }

    public IssuedCertificate IssueClient(ClientIdentity client)
    {
        using var rsa = client.Rsa ? RSA.Create(2048) : null;
        using var ec = client.Rsa ? null : ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var subject = Subject(client);
        var request = rsa is null
            ? new CertificateRequest(subject, ec!, HashAlgorithmName.SHA256)
            : new CertificateRequest(subject, rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return new IssuedCertificate(
            Sign(request, ClientUse, client.Validity),
            rsa?.ExportRSAPrivateKeyPem() ?? ec!.ExportECPrivateKeyPem()
        );
    }

    public void Dispose()
    {
        Certificate.Dispose();
        _key.Dispose();
    }

    // Kubernetes takes the user from the common name and a group from each organization.
    private static X500DistinguishedName Subject(ClientIdentity client)
    {
        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName(client.User);
        foreach (var group in client.Groups)
        {
            name.AddOrganizationName(group);
        }

        return name.Build();
    }

    private string Sign(CertificateRequest request, Oid use, TimeSpan validity)
    {
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([use], false));
        request.CertificateExtensions.Add(
            X509AuthorityKeyIdentifierExtension.CreateFromCertificate(Certificate, true, false)
        );
        var end = _time.GetUtcNow() + validity;
        var generator = X509SignatureGenerator.CreateForECDsa(_key);
        var serial = RandomNumberGenerator.GetBytes(16);
        using var signed = request.Create(Certificate.SubjectName, generator, end.AddDays(-60), end, serial);
        return signed.ExportCertificatePem();
    }
}
