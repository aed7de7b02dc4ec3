using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ReleaseManager.Core.Clusters.Http;

/// <summary>
/// Decides whether the server is the one the kubeconfig means. With a bundle of its own only that is trusted, as client-go does:
/// each certificate in it is an anchor, whether it signed itself or not.
/// </summary>
internal sealed class ServerTrust : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private readonly X509Certificate2Collection? _anchors;
    private readonly string _name;
    private readonly bool _verify;
    private volatile string? _problem;

    private ServerTrust(X509Certificate2Collection? anchors, string name, bool verify)
    {
        _anchors = anchors;
        _name = name;
        _verify = verify;
    }

    /// <summary>Why the last certificate was refused.</summary>
    public string? Problem => _problem;

    public static ServerTrust For(ClusterAccess access) =>
        new(
            Anchors(access),
            access.Cluster.TlsServerName ?? access.Server.IdnHost.Trim('[', ']'),
            !access.Cluster.InsecureSkipTlsVerify
        );

    public bool Accepts(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (!_verify)
        {
            return true;
        }

        _problem = certificate is X509Certificate2 leaf ? FindProblem(leaf, chain, errors) : "the server showed none";
        return _problem is null;
    }

    public void Dispose()
    {
        foreach (var anchor in _anchors ?? [])
        {
            anchor.Dispose();
        }
    }

    private string? FindProblem(X509Certificate2 leaf, X509Chain? presented, SslPolicyErrors errors)
    {
        // The name is checked here, the same on all systems: by alternative names alone, as Go does.
        if (!leaf.MatchesHostname(_name, allowCommonName: false))
        {
            return $"it is not for \"{_name}\"";
        }

        if (_anchors is null)
        {
            return errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors)
                ? Describe(leaf, presented!.ChainStatus)
                : null;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.CustomTrustStore.AddRange(_anchors);
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        chain.ChainPolicy.ExtraStore.AddRange(_anchors);
        foreach (var element in presented?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
        {
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        chain.ChainPolicy.ExtraStore.AddRange(presented?.ChainPolicy.ExtraStore ?? []);
        if (chain.Build(leaf) || EndsAtAnchor(chain))
        {
            return null;
        }

        return Describe(leaf, chain.ChainStatus);
    }

    /// <summary>The only objection is that the anchor did not sign itself.</summary>
    private bool EndsAtAnchor(X509Chain chain) =>
        Array.TrueForAll(
            chain.ChainStatus,
            s => s.Status is X509ChainStatusFlags.PartialChain or X509ChainStatusFlags.UntrustedRoot
        )
        && chain.ChainElements.Any(e =>
            _anchors!.Any(a => a.RawDataMemory.Span.SequenceEqual(e.Certificate.RawDataMemory.Span))
        );

    private static string Describe(X509Certificate2 leaf, X509ChainStatus[] statuses)
    {
        if (statuses.Any(s => s.Status.HasFlag(X509ChainStatusFlags.NotTimeValid)))
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"it, or its issuer, is valid only from {leaf.NotBefore.ToUniversalTime():u} to {leaf.NotAfter.ToUniversalTime():u}"
            );
        }

        return statuses.Any(s => s.Status is X509ChainStatusFlags.PartialChain or X509ChainStatusFlags.UntrustedRoot)
            ? "it is signed by an unknown authority"
            : string.Join(", ", statuses.Select(s => s.Status.ToString()));
    }

    private static X509Certificate2Collection? Anchors(ClusterAccess access)
    {
        var cluster = access.Cluster;
        var pem = PemSource.Read(
            cluster.CertificateAuthorityData,
            cluster.CertificateAuthority,
            "certificate authority"
        );
        if (pem is null || cluster.InsecureSkipTlsVerify)
        {
            return null;
        }

        var anchors = new X509Certificate2Collection();
        try
        {
            anchors.ImportFromPem(pem.Text);
        }
        catch (CryptographicException e)
        {
            throw new KubeConfigException(
                "KubeConfigBadCertificate",
                $"The certificate authority in {pem.Where} cannot be read: {e.Message}",
                e
            );
        }

        return anchors.Count > 0
            ? anchors
            : throw new KubeConfigException(
                "KubeConfigBadCertificate",
                $"The certificate authority in {pem.Where} holds no PEM certificate."
            );
    }
}
