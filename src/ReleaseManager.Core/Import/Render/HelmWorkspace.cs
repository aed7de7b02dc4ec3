using System.Text;
using System.Text.Json.Nodes;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Clusters.Config;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.Import.Render;

/// <summary>
/// A folder that only this user can read, for what helm needs for one release: values, the chart, a kubeconfig of the very access that the import has. Gone
/// when the work is over.
/// </summary>
internal sealed class HelmWorkspace : IDisposable
{
    // They would point helm at another cluster or user than the import has, or print what nobody may see.
    private static readonly string[] Overruling =
    [
        "HELM_DEBUG",
        "HELM_KUBEAPISERVER",
        "HELM_KUBEASGROUPS",
        "HELM_KUBEASUSER",
        "HELM_KUBECAFILE",
        "HELM_KUBECONTEXT",
        "HELM_KUBEINSECURE_SKIP_TLS_VERIFY",
        "HELM_KUBETLS_SERVER_NAME",
        "HELM_KUBETOKEN",
        "HELM_NAMESPACE",
    ];

    private readonly HelmTool _helm;
    private readonly Dictionary<string, string?> _environment;
    private readonly string _folder;

    private HelmWorkspace(HelmTool helm, string folder, string driver)
    {
        (_helm, _folder) = (helm, folder);
        _environment = Overruling.ToDictionary(name => name, _ => (string?)null, StringComparer.Ordinal);
        _environment["KUBECONFIG"] = Kubeconfig;
        _environment["HELM_DRIVER"] = driver;
    }

    /// <summary>Path of the values file.</summary>
    public string Values => Path.Combine(_folder, "values.yaml");

    /// <summary>Path of the folder for a chart that is rebuilt from a record.</summary>
    public string Chart => Path.Combine(_folder, "chart");

    private string Kubeconfig => Path.Combine(_folder, "kubeconfig");

    /// <param name="driver">Where helm is to keep its records.</param>
    public static async Task<HelmWorkspace> CreateAsync(
        HelmTool helm,
        ClusterAccess access,
        string driver,
        JsonObject values,
        CancellationToken stop
    )
    {
        // On Unix nobody else may enter such a folder; on Windows it lies in the user's own.
        var workspace = new HelmWorkspace(helm, Directory.CreateTempSubdirectory("releasemanager-").FullName, driver);
        try
        {
            await WriteAsync(workspace.Kubeconfig, KubeConfigText.Of(access), stop);
            await WriteAsync(workspace.Values, YamlWriter.ToText(values), stop);
            return workspace;
        }
        catch
        {
            workspace.Dispose();
            throw;
        }
    }

    /// <inheritdoc cref="HelmTool.RunAsync"/>
    public Task<HelmOutcome> RunAsync(
        IReadOnlyList<string> arguments,
        TimeSpan timeout,
        CancellationToken stop,
        Func<int, Task>? started = null
    ) => _helm.RunAsync(arguments, _environment, timeout, stop, started);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task WriteAsync(string path, string text, CancellationToken stop)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using var file = new FileStream(path, options);
        await file.WriteAsync(Encoding.UTF8.GetBytes(text), stop);
    }
}
