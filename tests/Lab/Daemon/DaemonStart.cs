using System.Globalization;
using ReleaseManager.Lab.Product;

namespace ReleaseManager.Lab.Daemon;

/// <summary>How a daemon of the built program is started against a cluster, with a state at some place.</summary>
/// <param name="Kubeconfig">The cluster.</param>
/// <param name="Place">The flags that say where the state is.</param>
/// <param name="Folder">Where its log goes.</param>
internal sealed record DaemonStart(string Kubeconfig, IReadOnlyList<string> Place, string Folder)
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "releasemanager.dll");

    /// <summary>The release that it is of.</summary>
    public string Release { get; init; } = "keeper";

    /// <summary>The namespace of the release, and of the Lease.</summary>
    public string Namespace { get; init; } = "keepers";

    /// <summary>The Pod whose name it has.</summary>
    public string Pod { get; init; } = "keeper-0";

    /// <summary>How often it compares everything.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>More flags.</summary>
    public IReadOnlyList<string> Flags { get; init; } = [];

    /// <summary>Starts it.</summary>
    public Task<DaemonProcess> RunAsync()
    {
        var port = LabPorts.Free();
        var environment = new Dictionary<string, string>(
            ImageEnvironment.Set.Concat(StatePlace.Environment),
            StringComparer.Ordinal
        )
        {
            ["KUBECONFIG"] = Kubeconfig,
            ["POD_NAME"] = Pod,
            ["HOME"] = Folder,
            ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "",
        };
        string[] command =
        [
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            Program,
            "daemon",
            .. Place,
            string.Create(CultureInfo.InvariantCulture, $"--listen=127.0.0.1:{port}"),
            string.Create(CultureInfo.InvariantCulture, $"--polling-interval={Interval.TotalSeconds}s"),
            $"--release-name={Release}",
            $"--release-namespace={Namespace}",
            "--log-format=json",
            .. Flags,
        ];
        return DaemonProcess.StartAsync(command, environment, Path.Combine(Folder, $"{Release}-{Pod}.log"), port);
    }
}
