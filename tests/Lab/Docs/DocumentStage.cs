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
    /// <summary>Questions that people would answer are answered, and whatever fails ends it.</summary>
    private const string Prelude = """
        $ErrorActionPreference = 'Stop'
        $PSNativeCommandUseErrorActionPreference = $true
        $ConfirmPreference = 'None'
        $ProgressPreference = 'SilentlyContinue'
        $PSStyle.OutputRendering = 'PlainText'
        function Read-Host { param($Prompt, [switch] $AsSecureString) ConvertTo-SecureString 'what a person typed' -AsPlainText }
        function Get-Credential { [pscredential]::new($env:AWS_ACCESS_KEY_ID, (ConvertTo-SecureString $env:AWS_SECRET_ACCESS_KEY -AsPlainText)) }

        """;

    private readonly StringBuilder _script = new(Prelude);

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
        _script.AppendLine($"Import-Module '{Repository.PathOf("ReleaseManager.psd1")}'");

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
    public void Enter(string name, string? like = null)
    {
        var at = Path.Combine(folder, name);
        _script.AppendLine(
            like is null
                ? $"$null = New-Item -ItemType Directory -Force -Path '{at}'"
                : $"Copy-Item -Recurse '{Path.Combine(folder, like)}' '{at}'"
        );
        _script.AppendLine($"Set-Location '{at}'");
    }

    /// <summary>Adds commands.</summary>
    /// <param name="at">Where they stand, for whoever sees them fail.</param>
    public void Add(string at, string language, string commands)
    {
        // Of what documents name, these two are nowhere but in documents.
        var text = commands
            .Replace("https://minio.example.com:9000", store.Endpoint.OriginalString, StringComparison.Ordinal)
            .Replace("/mnt/backup", Path.Combine(folder, "mnt"), StringComparison.Ordinal);
        _script.AppendLine($"'-- {at}'");
        _script.AppendLine(
            language is "powershell"
                ? text
                : $"bash -euo pipefail -c @'\n{text.Replace("'@", "' @", StringComparison.Ordinal)}\n'@"
        );
    }

    /// <summary>
    /// Adds commands that run until they are stopped: as a job, until the daemon tells over HTTP what is saved; then they are stopped as by Ctrl+C. It
    /// listens at a port that is free.
    /// </summary>
    /// <param name="at">Where they stand, for whoever sees them fail.</param>
    public void AddEndless(string at, string commands)
    {
        var listen = $"127.0.0.1:{LabPorts.Free()}";
        Add(
            at,
            "powershell",
            $$"""
            $daemon = Start-Job -WorkingDirectory $PWD -ScriptBlock {
                $ErrorActionPreference = 'Stop'
                $ProgressPreference = 'SilentlyContinue'
                Import-Module '{{Repository.PathOf("ReleaseManager.psd1")}}'
                $PSDefaultParameterValues['Start-ReleaseManagerDaemon:Listen'] = '{{listen}}'
                {{commands}}
            }
            $kept = $null
            for ($i = 0; -not $kept -and $daemon.State -in 'NotStarted', 'Running' -and $i -lt 600; $i++) {
                $null = Wait-Job $daemon -Timeout 0.2
                try { $kept = (Invoke-RestMethod 'http://{{listen}}/releases').releases } catch { }
            }
            if ($kept.Count -lt 3 -or (Invoke-RestMethod 'http://{{listen}}/healthz') -notmatch '^ok') {
                throw "The daemon does not keep the state. It said: $(Receive-Job $daemon *>&1 | Out-String)"
            }
            Stop-Job $daemon
            Receive-Job $daemon
            if ($daemon.State -ne 'Stopped') { throw "The daemon was $($daemon.State) instead of stopped." }
            Remove-Job $daemon
            """
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
                ["AWS_ENDPOINT_URL_S3"] = store.Endpoint.OriginalString,
                ["AWS_SHARED_CREDENTIALS_FILE"] = Path.Combine(folder, "credentials"),
                ["POWERSHELL_TELEMETRY_OPTOUT"] = "1",
            }
        );
        return await shell!.RunAsync(["-NoProfile", "-NonInteractive", "-File", script], stop);
    }
}
