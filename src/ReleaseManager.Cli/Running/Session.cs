using System.CommandLine;
using ReleaseManager.Cli.Output;
using ReleaseManager.Core;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.State;

namespace ReleaseManager.Cli.Running;

/// <summary>One run of a command: its flags, and what they lead to.</summary>
/// <param name="parsed">What was typed.</param>
/// <param name="kind">Where the state is that the command works on.</param>
internal sealed class Session(ParseResult parsed, PlaceKind kind) : IDisposable
{
    private readonly List<IDisposable> _connections = [];

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

    /// <summary>Whether a flag was typed, with values or without.</summary>
    public bool IsGiven(Option option) => parsed.GetResult(option) is { Implicit: false };

    /// <summary>The saved state; touches nothing yet.</summary>
    /// <exception cref="ReleaseManagerException">Its key cannot be read, or its place cannot be meant.</exception>
    public ReleaseState OpenState() => Open(PlaceFlags.Own, kind);

    /// <summary>Another state; touches nothing yet.</summary>
    /// <exception cref="ReleaseManagerException">Its key cannot be read, or its place cannot be meant.</exception>
    public ReleaseState Open(PlaceFlags flags, PlaceKind at)
    {
        var key = flags.ReadKey(parsed);
        var place = flags.Open(parsed, at);
        if (place is IDisposable connection)
        {
            _connections.Add(connection);
        }

        return ReleaseState.At(place, TimeProvider.System, key);
    }

    /// <summary>A key that is no state's yet; null where none was given.</summary>
    public StateKey? ReadKey(KeyFlags flags) => flags.Read(parsed);

    /// <summary>The snapshot that the flags mean.</summary>
    public SnapshotSelector Snapshot() =>
        parsed.GetValue(SelectionFlags.Snapshot) is { } text ? SnapshotSelector.Parse(text) : SnapshotSelector.Latest;

    /// <summary>A client of the cluster that the flags mean.</summary>
    /// <param name="tell">Says where what it is told and asks goes; null for the messages, where that was asked for.</param>
    public KubeClient OpenCluster(Func<KubeClientOptions, KubeClientOptions>? tell = null) =>
        Connect(ClusterFlags.Find(parsed), tell ?? TellMessages);

    /// <summary>A client of another cluster.</summary>
    public KubeClient OpenCluster(string? kubeconfig, string? context) =>
        Connect(ClusterFlags.Find(parsed, kubeconfig, context), TellMessages);

    /// <summary>Ends the connections of the states.</summary>
    public void Dispose() => _connections.ForEach(connection => connection.Dispose());

    private static KubeClient Connect(ClusterAccess access, Func<KubeClientOptions, KubeClientOptions> tell)
    {
        var options = new KubeClientOptions { Compression = !access.Server.IsLoopback, UserAgent = Product.Name };
        return new KubeClient(access, tell(options), TimeProvider.System);
    }

    private KubeClientOptions TellMessages(KubeClientOptions options) =>
        parsed.GetValue(GlobalOptions.Debug)
            ? options with
            {
                OnWarning = Messages.Warn,
                OnRequest = Messages.Trace,
            }
            : options;
}
