using System.CommandLine;
using ReleaseManager.Core.Import;

namespace ReleaseManager.Cli.Running;

/// <summary>The flags that say what an import brings back and how; a plan takes the same ones.</summary>
internal static class ImportFlags
{
    private static readonly Option<bool> CreateNamespace = new("--create-namespace")
    {
        Description = "Create namespaces that are missing (default true)",
        DefaultValueFactory = _ => true,
    };

    private static readonly Option<int?> Threads = Flags.Count(
        "--threads",
        "Releases at the same time, 1 to 256 (default 16)",
        "--parallelism"
    );

    private static readonly Option<bool> NoHooks = Flags.Switch("--no-hooks", "Do not run hooks");

    private static readonly Option<bool> SkipCrds = Flags.Switch(
        "--skip-crds",
        "Do not bring back custom resource definitions that were saved beside the releases"
    );

    private static readonly Option<bool> NoHistory = Flags.Switch(
        "--no-history",
        "Bring back only the newest revision of each release, and the one in force"
    );

    private static readonly Option<bool> StopOnError = Flags.Switch(
        "--stop-on-error",
        "Begin no further release once one has failed"
    );

    private static readonly Option<TimeSpan?> Timeout = Flags.Duration(
        "--timeout",
        "How long one hook, or what passes by itself, may take (default 5m0s)"
    );

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Symbol> All { get; } =
    [
        SelectionFlags.Snapshot,
        SelectionFlags.Names,
        SelectionFlags.Namespaces,
        SelectionFlags.ExcludeNamespaces,
        CreateNamespace,
        NoHooks,
        SkipCrds,
        NoHistory,
        StopOnError,
        Threads,
        Timeout,
    ];

    /// <summary>What they ask for.</summary>
    public static ImportOptions Options(Session session)
    {
        var settings = new ReleaseImportSettings
        {
            NoHooks = session.Get(NoHooks),
            SkipCrds = session.Get(SkipCrds),
            NoHistory = session.Get(NoHistory),
            CreateNamespaces = session.Get(CreateNamespace),
            StopOnError = session.Get(StopOnError),
        };
        return new ImportOptions
        {
            Snapshot = session.Snapshot(),
            Names = session.List(SelectionFlags.Names),
            Namespaces = session.List(SelectionFlags.Namespaces),
            ExcludeNamespaces = session.List(SelectionFlags.ExcludeNamespaces),
            Settings = settings with
            {
                Parallelism = session.Get(Threads) ?? settings.Parallelism,
                ReleaseTimeout = session.Get(Timeout) ?? settings.ReleaseTimeout,
            },
        };
    }
}
