namespace ReleaseManager.Lab;

/// <summary>The command lines of the cluster's servers.</summary>
internal static class ServerFlags
{
    // No node sends heartbeats, and no cloud is there.
    private const string Controllers =
        "*,-nodelifecycle,-nodeipam,-route,-service,-cloud-node-lifecycle,-attachdetach,-persistentvolume-expander,-ttl,"
        + "-csrsigning,-csrapproving,-csrcleaner";

    public static IEnumerable<string> ApiServer(ClusterFiles files, Uri etcd, int port) =>
        [
            $"--etcd-servers={etcd.OriginalString}",
            "--bind-address=127.0.0.1",
            "--advertise-address=127.0.0.1",
            // The address of the Service "kubernetes" may not be a loopback one, and nobody here goes there.
            "--endpoint-reconciler-type=none",
            $"--secure-port={port}",
            $"--cert-dir={files.Folder}",
            $"--tls-cert-file={files.ServerCertificate}",
            $"--tls-private-key-file={files.ServerKey}",
            $"--client-ca-file={files.Authority}",
            "--authorization-mode=RBAC",
            "--service-account-issuer=https://kubernetes.default.svc",
            $"--service-account-key-file={files.ServiceAccountKey}",
            $"--service-account-signing-key-file={files.ServiceAccountKey}",
            "--service-cluster-ip-range=10.96.0.0/16",
            "--allow-privileged=true",
        ];

    public static IEnumerable<string> ControllerManager(ClusterFiles files, string kubeconfig) =>
        [
            $"--kubeconfig={kubeconfig}",
            $"--controllers={Controllers}",
            "--leader-elect=false",
            "--port=0",
            "--secure-port=0",
            $"--service-account-private-key-file={files.ServiceAccountKey}",
            $"--root-ca-file={files.Authority}",
            // The defaults (20 and 30) make hundreds of releases wait for their controllers.
            "--kube-api-qps=500",
            "--kube-api-burst=1000",
        ];
}
