using System.Text;

namespace ReleaseManager.Sandbox.Hosting;

/// <summary>Writes kubeconfig files for sandbox clusters.</summary>
internal static class KubeconfigFile
{
    public static string Write(string path, params SandboxCluster[] clusters)
    {
        ArgumentOutOfRangeException.ThrowIfZero(clusters.Length, nameof(clusters));
        var text = new StringBuilder();
        Line("apiVersion: v1");
        Line("kind: Config");
        Line($"current-context: {clusters[0].Options.Name}");
        Line("preferences: {}");
        Line("clusters:");
        foreach (var cluster in clusters)
        {
            var authority = Convert.ToBase64String(Encoding.ASCII.GetBytes(cluster.CertificateAuthority));
            Line($"- name: {cluster.Options.Name}");
            Line("  cluster:");
            Line($"    server: {cluster.Server.GetLeftPart(UriPartial.Authority)}");
            Line($"    certificate-authority-data: {authority}");
        }

        Line("users:");
        foreach (var cluster in clusters)
        {
            Line($"- name: {cluster.Options.Name}");
            Line("  user:");
            Line($"    token: {cluster.Token}");
        }

        Line("contexts:");
        foreach (var cluster in clusters)
        {
            Line($"- name: {cluster.Options.Name}");
            Line("  context:");
            Line($"    cluster: {cluster.Options.Name}");
            Line($"    user: {cluster.Options.Name}");
        }

        path = Path.GetFullPath(path);
        Save(path, text.ToString());
        return path;

        void Line(string line) => text.Append(line).Append('\n');
    }

    private static void Save(string path, string text)
    {
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new FileStream(path, options);
        file.Write(Encoding.UTF8.GetBytes(text));
    }
}
