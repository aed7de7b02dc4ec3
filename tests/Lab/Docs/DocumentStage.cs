using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using ReleaseManager.Contracts;
using ReleaseManager.Lab.Daemon;
using ReleaseManager.Lab.Product;
using ReleaseManager.Lab.Scenario;

namespace ReleaseManager.Lab.Docs;

/// <summary>
/// The world in which the commands of documents are run: contexts by the names that documents use, <c>releasemanager</c>, <c>helm</c> and <c>kubectl</c> on the search path, the module imported,
/// credentials of the store in the environment.
/// </summary>
/// <param name="folder">Where the commands run.</param>
internal sealed class DocumentStage(ObjectStore store, string folder)
{
    /// <summary>The folder in which a document begins.</summary>
    public const string Work = "work";

    private readonly StringBuilder _script = new();

    private string Kubeconfig => Path.Combine(folder, "kubeconfig");

    /// <summary>Writes the files that the commands need.</summary>
    /// <param name="contexts">The contexts, and the cluster of each; the first is the current one.</param>
    public async Task PrepareAsync(
        IReadOnlyList<(string Name, KubernetesCluster Cluster)> contexts,
        CancellationToken stop
    )
    {
        var merged = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Config",
            ["current-context"] = contexts[0].Name,
            ["clusters"] = new JsonArray(),
            ["users"] = new JsonArray(),
            ["contexts"] = new JsonArray(),
        };
        foreach (var (name, cluster) in contexts)
        {
            var view = await cluster.Kubectl.RequireAsync(
                ["config", "view", "--raw", "--flatten", "--output", "json"],
                stop
            );
            var own = JsonNode.Parse(view)!.AsObject();
            Add("clusters", name, "cluster", own.Children("clusters").Single().Child("cluster"));
            Add("users", name, "user", own.Children("users").Single().Child("user"));
            Add("contexts", name, "context", new JsonObject { ["cluster"] = name, ["user"] = name });
        }

        await WriteAsync("kubeconfig", merged.ToJsonString());
        await WriteAsync(
            "credentials",
            $"[backup]\naws_access_key_id = {StoreUser.Owner.AccessKey}\naws_secret_access_key = {StoreUser.Owner.SecretKey}\n"
        );
        Directory.CreateDirectory(Path.Combine(folder, "bin"));
        await ProgramOnPath.InstallAsync(Path.Combine(folder, "bin"), stop);
        _script.AppendLine(
            $". '{Repository.PathOf("tests", "Lab", "Docs", "Prelude.ps1")}' '{folder}' '{Repository.Root}'"
        );
        Enter(Work);

        void Add(string list, string name, string member, JsonObject content) =>
            merged[list]!.AsArray().Add(new JsonObject { ["name"] = name, [member] = content.DeepClone() });

        async Task WriteAsync(string name, string text)
        {
            var at = Path.Combine(folder, name);
            await File.WriteAllTextAsync(at, text, stop);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(at, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }
        }
    }

    /// <summary>Goes on in another folder.</summary>
    /// <param name="like">A folder whose content it has, too; null for none.</param>
    public void Enter(string name, string? like = null) => _script.AppendLine($"Enter-Folder '{name}' '{like}'");

    /// <summary>Imports the module, from the folder that was entered last.</summary>
    public void Import() => _script.AppendLine("Import-Module ./ReleaseManager.psd1");

    /// <summary>Adds what a block says: commands to be run, or a file to be there for those that follow.</summary>
    /// <param name="document">Where it stands, for whoever sees it fail.</param>
    public void Add(string document, DocumentBlock block)
    {
        // Of what documents name, these two are nowhere but in documents.
        var text = block
            .Text.Replace("https://minio.example.com:9000", store.Endpoint.OriginalString, StringComparison.Ordinal)
            .Replace("/mnt/backup", Path.Combine(folder, "mnt"), StringComparison.Ordinal);
        var quoted = $"@'\n{text.Replace("'@", "' @", StringComparison.Ordinal)}\n'@";
        _script.AppendLine(CultureInfo.InvariantCulture, $"'-- {document}, line {block.Line}'");
        _script.AppendLine(
            block switch
            {
                { File: { } file } => $"Set-Content {file} {quoted}",
                _ when IsEndless(text) => $"Invoke-Daemon {block.Language} {quoted}",
                { Language: "sh" } => $"bash -euo pipefail -c {quoted}",
                _ => text,
            }
        );
    }

    /// <summary>Runs all that was added, in one session of PowerShell, which is there.</summary>
    public async Task<ToolResult> RunAsync(CancellationToken stop)
    {
        var script = Path.Combine(folder, "run.ps1");
        await File.WriteAllTextAsync(script, _script.ToString(), stop);
        var shell = Chart.PowerShell.Find(
            Path.Combine(folder, "bin"),
            new Dictionary<string, string>(StatePlace.Environment, StringComparer.Ordinal)
            {
                ["HOME"] = folder,
                ["KUBECONFIG"] = Kubeconfig,
                ["RELEASEMANAGER_LISTEN"] = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{LabPorts.Free()}"),
                ["AWS_ENDPOINT_URL_S3"] = store.Endpoint.OriginalString,
                ["AWS_SHARED_CREDENTIALS_FILE"] = Path.Combine(folder, "credentials"),
                ["POWERSHELL_TELEMETRY_OPTOUT"] = "1",
            }
        );
        return await shell!.RunAsync(["-NoProfile", "-NonInteractive", "-File", script], stop);
    }

    private static bool IsEndless(string commands) =>
        commands.Contains("Start-ReleaseManagerDaemon", StringComparison.Ordinal)
        || commands.StartsWith("releasemanager daemon", StringComparison.Ordinal);
}
