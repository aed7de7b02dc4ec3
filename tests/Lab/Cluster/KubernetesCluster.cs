using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace ReleaseManager.Lab;

/// <summary>
/// A real Kubernetes cluster on the loopback address: etcd, kube-apiserver, kube-controller-manager, and in place of
/// nodes the node simulator. It keeps its address, its certificates and its kubeconfigs until it is disposed of.
/// </summary>
public sealed class KubernetesCluster : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(60);

    private readonly LabTools _tools;
    private readonly ClusterOptions _options;
    private readonly ClusterFiles _files;
    private readonly ClusterAuthority _authority;
    private readonly TimeProvider _time;
    private readonly X509Certificate2 _admin;
    private readonly int _port = LabPorts.Free();
    private EtcdProcess? _etcd;
    private LabProcess? _apiServer;
    private LabProcess? _controllers;
    private NodeSimulator? _nodes;
    private int _generation;

    private KubernetesCluster(LabTools tools, ClusterOptions options, string folder, TimeProvider time)
    {
        _tools = tools;
        _options = options;
        _time = time;
        _authority = new ClusterAuthority(options.Name, time);
        _files = new ClusterFiles(folder, _authority);
        var admin = _authority.IssueClient(ClientIdentity.Admin);
        Kubeconfig = WriteKubeconfig("admin.kubeconfig", ClientIdentity.Admin.User, admin);
        using var pem = X509Certificate2.CreateFromPem(admin.CertificatePem, admin.KeyPem);
        // Not left ephemeral: a TLS client needs the key bound to the certificate on every platform.
        _admin = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>The cluster's name, and the name of the one context in its kubeconfigs.</summary>
    public string Name => _options.Name;

    /// <summary>Where the API server listens.</summary>
    public Uri Server => new($"https://127.0.0.1:{_port}");

    /// <summary>The administrator's kubeconfig.</summary>
    public string Kubeconfig { get; }

    /// <summary>The folder of the cluster, with the logs of its servers.</summary>
    public string Folder => _files.Folder;

    /// <summary>Real Helm as administrator of this cluster, with records in Secrets.</summary>
    public HelmCli Helm => HelmAs(Kubeconfig);

    /// <summary>Real kubectl as administrator of this cluster.</summary>
    public KubectlCli Kubectl => new(_tools, Kubeconfig, Home);

    /// <summary>The pids of all processes that the cluster has running.</summary>
    public IReadOnlyList<int> ProcessIds =>
        [.. new[] { _etcd?.Process, _apiServer, _controllers }.OfType<LabProcess>().Select(process => process.Id)];

    // Helm and kubectl cache what an API server serves; a recycled cluster has the same address and serves something else.
    private string Home => _files.At($"home-{_generation}");

    /// <summary>Starts an empty cluster.</summary>
    /// <param name="folder">A folder of its own for certificates, data and logs; made if absent.</param>
    public static async Task<KubernetesCluster> StartAsync(
        LabTools tools,
        ClusterOptions options,
        string folder,
        CancellationToken stop
    )
    {
        var cluster = new KubernetesCluster(tools, options, folder, TimeProvider.System);
        try
        {
            await cluster.StartServersAsync(stop);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes the cluster a new, empty one at the same address: what a disaster leaves behind.</summary>
    public async Task RecycleAsync(CancellationToken stop)
    {
        await StopServersAsync();
        await StartServersAsync(stop);
    }

    /// <summary>Real Helm with another kubeconfig or driver.</summary>
    /// <param name="kubeconfig">A file that <see cref="WriteKubeconfig(ClientIdentity)"/> has written; null for the administrator's.</param>
    /// <param name="driver">Where Helm keeps its records: <c>secret</c> or <c>configmap</c>.</param>
    public HelmCli HelmAs(string? kubeconfig = null, string driver = "secret") =>
        new(_tools, kubeconfig ?? Kubeconfig, Home, driver);

    /// <summary>A raw client of the API, with the administrator's rights.</summary>
    public LabApi OpenApi() => new(OpenHttp());

    /// <summary>Nothing but HTTP/2 to the API, with the administrator's rights: the least that any client costs.</summary>
    public HttpClient OpenHttp() => LabHttp.Open(Server, _admin, _authority.Certificate);

    /// <summary>Writes a kubeconfig for another user.</summary>
    /// <returns>The path; the file goes with the cluster.</returns>
    public string WriteKubeconfig(ClientIdentity client)
    {
        ArgumentNullException.ThrowIfNull(client);
        return WriteKubeconfig($"{client.User}.kubeconfig", client.User, _authority.IssueClient(client));
    }

    /// <summary>Kills the API server with -9: nobody listens until it is started again. What it has stored stays.</summary>
    public async Task KillApiServerAsync()
    {
        await StopAsync(_apiServer);
        _apiServer = null;
    }

    /// <summary>Starts a killed API server, and waits until it is ready.</summary>
    public async Task StartApiServerAsync(CancellationToken stop)
    {
        _apiServer ??= await LabProcess.StartAsync(
            _tools.ApiServer,
            [.. ServerFlags.ApiServer(_files, _etcd!.Client, _port), .. _options.ApiServerFlags],
            _files.At("kube-apiserver.log")
        );
        using var api = OpenApi();
        await WaitAsync("the API server's readiness", inner => api.IsReadyAsync(inner), stop);
    }

    public async ValueTask DisposeAsync()
    {
        await StopServersAsync();
        _admin.Dispose();
        _authority.Dispose();
    }

    private async Task StartServersAsync(CancellationToken stop)
    {
        _generation++;
        _etcd = await EtcdProcess.StartAsync(_tools, Folder, stop);
        await StartApiServerAsync(stop);
        using var api = OpenApi();
        _controllers = await LabProcess.StartAsync(
            _tools.ControllerManager,
            ServerFlags.ControllerManager(_files, Kubeconfig),
            _files.At("kube-controller-manager.log")
        );
        if (_options.Nodes)
        {
            var log = new StreamWriter(_files.At("node-simulator.log"), append: true) { AutoFlush = true };
            _nodes = await NodeSimulator.StartAsync(OpenApi(), _options.NodeOptions, log, _time, stop);
        }

        // The first thing that the controllers make; without it no Pod is admitted.
        await WaitAsync(
            "the default service account",
            inner => api.ExistsAsync("/api/v1/namespaces/default/serviceaccounts/default", inner),
            stop
        );
    }

    private Task WaitAsync(string what, Func<CancellationToken, Task<bool>> reached, CancellationToken stop) =>
        Poll.UntilAsync(
            $"{what} of cluster {Name}",
            StartDeadline,
            inner =>
            {
                _etcd?.Process.ThrowIfExited();
                _apiServer?.ThrowIfExited();
                _controllers?.ThrowIfExited();
                return reached(inner);
            },
            _time,
            stop
        );

    private async Task StopServersAsync()
    {
        try
        {
            await StopAsync(_nodes);
        }
        finally
        {
            await StopAsync(_controllers);
            await StopAsync(_apiServer);
            await StopAsync(_etcd);
            (_nodes, _controllers, _apiServer, _etcd) = (null, null, null, null);
        }
    }

    private static ValueTask StopAsync(IAsyncDisposable? part) => part?.DisposeAsync() ?? ValueTask.CompletedTask;

    private string WriteKubeconfig(string file, string user, IssuedCertificate certificate) =>
        _files.Write(
            file,
            $"""
            apiVersion: v1
            kind: Config
            current-context: {Name}
            contexts:
              - name: {Name}
                context:
                  cluster: {Name}
                  user: {user}
            clusters:
              - name: {Name}
                cluster:
                  server: {Server.OriginalString}
                  certificate-authority-data: {Base64(_authority.Certificate.ExportCertificatePem())}
            users:
              - name: {user}
                user:
                  client-certificate-data: {Base64(certificate.CertificatePem)}
                  client-key-data: {Base64(certificate.KeyPem)}

            """
        );

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
