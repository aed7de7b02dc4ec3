namespace ReleaseManager.Lab;

/// <summary>The real programs of the lab, as <c>tests/Lab/install.sh</c> puts them into the user's cache folder.</summary>
public sealed record LabTools
{
    private LabTools(string folder)
    {
        Etcd = Path.Combine(folder, "etcd");
        ApiServer = Path.Combine(folder, "kube-apiserver");
        ControllerManager = Path.Combine(folder, "kube-controller-manager");
        Helm = Path.Combine(folder, "helm");
        Kubectl = Path.Combine(folder, "kubectl");
        Promtool = Path.Combine(folder, "promtool") is var promtool && File.Exists(promtool) ? promtool : null;
    }

    /// <summary>The folder that holds the programs, whether or not it exists.</summary>
    public static string Folder { get; } = Path.Combine(CacheHome(), "releasemanager-lab", "bin");

    public string Etcd { get; }

    public string ApiServer { get; }

    public string ControllerManager { get; }

    public string Helm { get; }

    public string Kubectl { get; }

    /// <summary>Prometheus' own judge of alerts; null where it could not be installed.</summary>
    public string? Promtool { get; }

    /// <summary>Finds the programs.</summary>
    /// <param name="reason">Which program is missing, and what to do about it; null if all are there.</param>
    /// <returns>The programs; null if one of them is missing.</returns>
    public static LabTools? Find(out string? reason)
    {
        if (!OperatingSystem.IsLinux())
        {
            reason = "the lab runs on Linux only";
            return null;
        }

        var tools = new LabTools(Folder);
        string[] all = [tools.Etcd, tools.ApiServer, tools.ControllerManager, tools.Helm, tools.Kubectl];
        var missing = all.Where(path => !File.Exists(path)).Select(Path.GetFileName).ToList();
        reason =
            missing.Count == 0
                ? null
                : $"the lab is not installed: {string.Join(", ", missing)} missing; run: bash tests/Lab/install.sh";
        return missing.Count == 0 ? tools : null;
    }

    private static string CacheHome()
    {
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        return string.IsNullOrEmpty(cache)
            ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache")
            : cache;
    }
}
