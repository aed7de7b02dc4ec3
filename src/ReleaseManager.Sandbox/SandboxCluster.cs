using System.Text.Json.Nodes;
using ReleaseManager.Sandbox.Hosting;

namespace ReleaseManager.Sandbox;

/// <summary>
/// A small Kubernetes API in this process, on a free port of 127.0.0.1, over TLS with a certificate of its own and with
/// a bearer token. Real kubectl and Helm work against it. README.md beside this says what it does not imitate.
/// </summary>
public sealed class SandboxCluster : IAsyncDisposable
{
    private readonly ApiHost _host;

    private SandboxCluster(SandboxOptions options, ApiHost host)
    {
        Options = options;
        _host = host;
    }

    /// <summary>How the cluster was set up.</summary>
    public SandboxOptions Options { get; }

    /// <summary>The API's address, for example <c>https://127.0.0.1:40123/</c>.</summary>
    public Uri Server => _host.Server;

    /// <summary>The bearer token that every request must carry.</summary>
    public string Token => _host.Token;

    /// <summary>The certificate authority of the server's certificate, in PEM.</summary>
    public string CertificateAuthority => _host.CertificateAuthority;

    /// <summary>What goes wrong on purpose.</summary>
    public SandboxFaults Faults => _host.Faults;

    /// <summary>The requests so far, oldest first, but for those of <see cref="CreateClient"/> and of access to health.</summary>
    public IReadOnlyList<SandboxRequest> Requests => _host.Log.Snapshot();

    /// <summary>Starts a cluster; it answers when the task is done.</summary>
    public static async Task<SandboxCluster> StartAsync(
        SandboxOptions? options = null,
        CancellationToken stop = default
    )
    {
        options ??= new SandboxOptions();
        return new SandboxCluster(options, await ApiHost.StartAsync(options, stop));
    }

    /// <summary>Forgets the requests so far.</summary>
    public void ClearRequests() => _host.Log.Clear();

    /// <summary>Forgets how objects were before: older watches, continue tokens and resource versions expire (410).</summary>
    public void Compact() => _host.Api.Compact();

    /// <summary>Writes a kubeconfig for this cluster, readable by the user only; its context is named as the cluster.</summary>
    /// <returns>The path.</returns>
    public string WriteKubeconfig(string path) => KubeconfigFile.Write(path, this);

    /// <summary>Writes one kubeconfig for several clusters; the first one's context is the current one.</summary>
    public static string WriteKubeconfig(string path, params SandboxCluster[] clusters) =>
        KubeconfigFile.Write(path, clusters);

    /// <summary>A client with base address, token and trust set; its requests are not logged and meet no fault.</summary>
    public HttpClient CreateClient() => _host.CreateClient();

    /// <summary>
    /// Creates objects as POST requests would: custom resource definitions and namespaces first, the others in order.
    /// Server-filled metadata (uid, resourceVersion, managedFields, ...) is filled anew.
    /// </summary>
    /// <exception cref="InvalidOperationException">An object was refused; names it and says why.</exception>
    public void Load(IEnumerable<JsonObject> objects) => _host.Api.Load(objects);

    /// <summary>All objects of all kinds as they are, sorted by kind, namespace and name.</summary>
    public IReadOnlyList<JsonObject> Dump() => _host.Api.Dump();

    /// <summary>Ends the cluster; open watches end.</summary>
    public ValueTask DisposeAsync() => _host.DisposeAsync();
}
