using System.CommandLine;
using ReleaseManager.Cli.Output;
using ReleaseManager.Core.Backends;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.State;

namespace ReleaseManager.Cli.Running;

/// <summary>One run of a command: its flags, and what they lead to.</summary>
internal sealed class Session(ParseResult parsed)
{
    /// <summary>Results, on stdout.</summary>
    public ResultWriter Results { get; } = new(Console.Out, parsed.GetValue(GlobalOptions.Output));

    /// <summary>All that is no result, on stderr.</summary>
    public MessageWriter Messages { get; } =
        new(Console.Error, parsed.GetValue(GlobalOptions.Verbose) || parsed.GetValue(GlobalOptions.Debug));

    /// <summary>Whether nothing may be changed.</summary>
    public bool DryRun => parsed.GetValue(GlobalOptions.DryRun);

    /// <summary>The value of a flag.</summary>
    public T? Get<T>(Option<T> option) => parsed.GetValue(option);

    /// <summary>The value of an argument.</summary>
    public T? Get<T>(Argument<T> argument) => parsed.GetValue(argument);

    /// <summary>The values of a flag that takes several.</summary>
    public IReadOnlyList<string> List(Option<string[]> option) => parsed.GetValue(option) ?? [];

    /// <summary>The saved state; touches nothing yet.</summary>
    public ReleaseState OpenState() =>
        ReleaseState.At(
            new LocalBackend(Path.GetFullPath(parsed.GetRequiredValue(GlobalOptions.Path)!)),
            TimeProvider.System
        );

    /// <summary>The snapshot that the flags mean.</summary>
    public SnapshotSelector Snapshot() =>
        parsed.GetValue(SelectionFlags.Snapshot) is { } text ? SnapshotSelector.Parse(text) : SnapshotSelector.Latest;

    /// <summary>A client of the cluster that the flags mean.</summary>
    public KubeClient OpenCluster()
    {
        var access = KubeConfig.Load(
            parsed.GetValue(GlobalOptions.Kubeconfig),
            parsed.GetValue(GlobalOptions.KubeContext)
        );
        var isDebug = parsed.GetValue(GlobalOptions.Debug);
        var options = new KubeClientOptions
        {
            Compression = !access.Server.IsLoopback,
            UserAgent = $"releasemanager/{ProductVersion.Text}",
            OnWarning = isDebug ? Messages.Warn : null,
            OnRequest = isDebug ? Messages.Trace : null,
        };
        return new KubeClient(access, options, TimeProvider.System);
    }
}
