namespace ReleaseManager.Core.Clusters.Config;

/// <summary>What a pod knows of its own cluster (https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/).</summary>
internal static class InCluster
{
    /// <summary>Looks for the service account that the kubelet mounts.</summary>
    /// <returns>Null if this is no pod, or one without a service account token.</returns>
    public static ClusterAccess? Find(IKubeEnvironment environment)
    {
        var host = environment.Variable("KUBERNETES_SERVICE_HOST");
        var port = environment.Variable("KUBERNETES_SERVICE_PORT");
        var token = Path.Combine(environment.ServiceAccountFolder, "token");
        if (string.IsNullOrEmpty(host) || string.IsNullOrEmpty(port) || !File.Exists(token))
        {
            return null;
        }

        var authority = Path.Combine(environment.ServiceAccountFolder, "ca.crt");
        var server = $"https://{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{port}";
        return new ClusterAccess
        {
            Server = new Uri(server),
            Namespace = ReadNamespace(Path.Combine(environment.ServiceAccountFolder, "namespace")),
            Cluster = new ClusterEntry
            {
                Server = server,
                CertificateAuthority = File.Exists(authority) ? authority : null,
            },
            User = new UserEntry { Name = "service account", TokenFile = token },
        };
    }

    private static string? ReadNamespace(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        var text = File.ReadAllText(path).Trim();
        return text.Length == 0 ? null : text;
    }
}
