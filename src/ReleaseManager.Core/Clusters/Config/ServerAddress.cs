namespace ReleaseManager.Core.Clusters.Config;

/// <summary>Reads the addresses of a kubeconfig's cluster.</summary>
internal static class ServerAddress
{
    public static Uri Parse(ClusterEntry cluster, string name)
    {
        if (cluster.Server is not { } text)
        {
            throw Bad(name, "has no server");
        }

        // client-go takes an address without a scheme too, and asks over TLS if anything speaks for TLS.
        if (!text.Contains("://", StringComparison.Ordinal))
        {
            var secure =
                cluster.CertificateAuthority is not null
                || cluster.CertificateAuthorityData is not null
                || cluster.InsecureSkipTlsVerify;
            text = (secure ? "https://" : "http://") + text;
        }

        if (
            !Uri.TryCreate(text, UriKind.Absolute, out var server)
            || (server.Scheme != Uri.UriSchemeHttps && server.Scheme != Uri.UriSchemeHttp)
        )
        {
            throw Bad(name, "has a server that is no http or https address");
        }

        if (server.UserInfo.Length > 0)
        {
            throw Bad(name, "has a server address with a user name in it; credentials belong under users");
        }

        if (cluster.ProxyUrl is { } proxy && !Uri.TryCreate(proxy, UriKind.Absolute, out _))
        {
            throw Bad(name, "has a proxy-url that is no address");
        }

        return
            cluster.InsecureSkipTlsVerify
            && (cluster.CertificateAuthority ?? (object?)cluster.CertificateAuthorityData) is not null
            ? throw Bad(name, "has a certificate authority and insecure-skip-tls-verify; only one can be meant")
            : server;
    }

    private static KubeConfigException Bad(string cluster, string what) =>
        new("KubeConfigIncomplete", $"Cluster \"{cluster}\" of the kubeconfig {what}.") { Target = cluster };
}
