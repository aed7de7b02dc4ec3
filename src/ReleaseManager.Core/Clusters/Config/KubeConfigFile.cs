namespace ReleaseManager.Core.Clusters.Config;

/// <summary>What kubeconfig files say: of one file, or of several merged.</summary>
internal sealed class KubeConfigFile
{
    public string? CurrentContext { get; private set; }

    public Dictionary<string, ClusterEntry> Clusters { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, ConfigNode> Users { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, ContextEntry> Contexts { get; } = new(StringComparer.Ordinal);

    public bool IsEmpty => Clusters.Count == 0 && Users.Count == 0 && Contexts.Count == 0 && CurrentContext is null;

    /// <summary>Reads one file.</summary>
    /// <param name="path">Names the file in messages; relative paths in it start from its folder.</param>
    public static KubeConfigFile Parse(string path, string text)
    {
        var file = new KubeConfigFile();
        var root = new ConfigNode(path, YamlFile.Read(path, text), "kubeconfig");
        if (root["kind"] is { Exists: true } kind && kind.Text is not "Config")
        {
            throw kind.Wrong("\"Config\"");
        }

        if (root["apiVersion"] is { Exists: true } version && version.Text is not "v1")
        {
            throw version.Wrong("\"v1\"");
        }

        file.CurrentContext = root["current-context"].Text;
        Collect(root["clusters"], file.Clusters, item => Cluster(item["cluster"]));

        // A user that is not asked for may be unusable here, so it is read only when it is.
        Collect(root["users"], file.Users, item => item["user"]);
        Collect(root["contexts"], file.Contexts, item => Context(item["context"]));
        return file;
    }

    /// <summary>Adds what another file says and this one does not: entries count whole, the first to name one wins.</summary>
    public void Add(KubeConfigFile later)
    {
        CurrentContext ??= later.CurrentContext;
        AddMissing(Clusters, later.Clusters);
        AddMissing(Users, later.Users);
        AddMissing(Contexts, later.Contexts);
    }

    private static void AddMissing<T>(Dictionary<string, T> to, Dictionary<string, T> from)
    {
        foreach (var (name, entry) in from)
        {
            to.TryAdd(name, entry);
        }
    }

    private static void Collect<T>(ConfigNode list, Dictionary<string, T> into, Func<ConfigNode, T> read)
    {
        foreach (var item in list.Items)
        {
            var name = item["name"].Text ?? string.Empty;
            if (!into.TryAdd(name, read(item)))
            {
                throw item.Wrong($"a list without repeated names, and \"{name}\" is there twice");
            }
        }
    }

    private static ContextEntry Context(ConfigNode node) =>
        new(node["cluster"].Text ?? string.Empty, node["user"].Text ?? string.Empty, node["namespace"].Text);

    private static ClusterEntry Cluster(ConfigNode node)
    {
        var extension = node["extensions"]
            .Items.FirstOrDefault(e => e["name"].Text == "client.authentication.k8s.io/exec");
        return new ClusterEntry
        {
            Server = node["server"].Text,
            TlsServerName = node["tls-server-name"].Text,
            InsecureSkipTlsVerify = node["insecure-skip-tls-verify"].Flag,
            CertificateAuthority = node["certificate-authority"].FilePath,
            CertificateAuthorityData = node["certificate-authority-data"].Base64,
            ProxyUrl = node["proxy-url"].Text,
            ExecExtension = extension?["extension"].ToJson()?.ToJsonString(),
        };
    }
}
