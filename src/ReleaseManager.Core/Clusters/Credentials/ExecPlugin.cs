using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using ReleaseManager.Core.Clusters.Config;
using ReleaseManager.Core.Clusters.Http;

namespace ReleaseManager.Core.Clusters.Credentials;

/// <summary>Runs a credential plugin.</summary>
internal static class ExecPlugin
{
    /// <summary>Runs it to its end.</summary>
    /// <returns>What it printed.</returns>
    /// <exception cref="ClusterConnectionException">It could not be run, or failed.</exception>
    public static async Task<byte[]> RunAsync(ExecEntry plugin, ClusterAccess access, CancellationToken stop)
    {
        var interactive = plugin.InteractiveMode != ExecInteractiveMode.Never && !Console.IsInputRedirected;
        if (plugin.InteractiveMode == ExecInteractiveMode.Always && !interactive)
        {
            throw Failure(plugin, "it wants to ask for something, and there is no terminal");
        }

        using var process = Start(plugin, Info(plugin, access, interactive), interactive);
        using var output = new MemoryStream();
        try
        {
            if (!interactive)
            {
                process.StandardInput.Close();
            }

            await process.StandardOutput.BaseStream.CopyToAsync(output, stop);
            await process.WaitForExitAsync(stop);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return process.ExitCode == 0
            ? output.ToArray()
            : throw Failure(
                plugin,
                string.Create(CultureInfo.InvariantCulture, $"it ended with exit code {process.ExitCode}")
            );
    }

    /// <summary>Its standard error stays the user's: plugins ask there to open a browser, and say what is wrong.</summary>
    private static Process Start(ExecEntry plugin, string info, bool interactive)
    {
        var start = new ProcessStartInfo(plugin.Command, plugin.Args)
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = !interactive,
            UseShellExecute = false,
        };
        foreach (var (name, value) in plugin.Env)
        {
            start.Environment[name] = value;
        }

        start.Environment["KUBERNETES_EXEC_INFO"] = info;
        try
        {
            return Process.Start(start) ?? throw Failure(plugin, "it did not start");
        }
        catch (Win32Exception e)
        {
            throw Failure(plugin, $"it cannot be started ({e.Message})", e);
        }
    }

    private static string Info(ExecEntry plugin, ClusterAccess access, bool interactive)
    {
        var spec = new JsonObject { ["interactive"] = interactive };
        if (plugin.ProvideClusterInfo)
        {
            spec["cluster"] = Cluster(access);
        }

        return new JsonObject
        {
            ["kind"] = "ExecCredential",
            ["apiVersion"] = plugin.ApiVersion,
            ["spec"] = spec,
        }.ToJsonString();
    }

    private static JsonObject Cluster(ClusterAccess access)
    {
        var cluster = new JsonObject { ["server"] = access.Cluster.Server ?? access.Server.AbsoluteUri };
        if (access.Cluster.TlsServerName is { } name)
        {
            cluster["tls-server-name"] = name;
        }

        if (access.Cluster.InsecureSkipTlsVerify)
        {
            cluster["insecure-skip-tls-verify"] = true;
        }

        var authority = PemSource.Read(
            access.Cluster.CertificateAuthorityData,
            access.Cluster.CertificateAuthority,
            "certificate authority"
        );
        if (authority is not null)
        {
            cluster["certificate-authority-data"] = Convert.ToBase64String(authority.Bytes);
        }

        if (access.Cluster.ProxyUrl is { } proxy)
        {
            cluster["proxy-url"] = proxy;
        }

        if (access.Cluster.ExecExtension is { } extension)
        {
            cluster["config"] = JsonNode.Parse(extension);
        }

        return cluster;
    }

    private static ClusterConnectionException Failure(ExecEntry plugin, string why, Exception? inner = null) =>
        new("CredentialPluginFailed", $"The credential plugin {plugin.Command} gave no credential: {why}.", inner)
        {
            PassesByItself = false,
            Target = plugin.Command,
            Advice = plugin.InstallHint,
        };
}
