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

    private static readonly Option<bool> IncludeReferences = Flags.Switch(
        "--include-references",
        "Bring back the Secrets, ConfigMaps and ServiceAccounts too that were saved since releases refer to them; one that is there stays as it is"
    );

    private static readonly Option<bool> NoHistory = Flags.Switch(
        "--no-history",
        "Bring back only the newest revision of each release, and the one in force"
    );

    private static readonly Option<bool> StopOnError = Flags.Switch(
        "--stop-on-error",
        "Begin no further release once one has failed"
    );

    private static readonly Option<bool> Wait = Flags.Switch(
        "--wait",
        "Wait for each release until its objects are ready; one that is not in time has failed"
    );

    private static readonly Option<bool> WaitForJobs = Flags.Switch(
        "--wait-for-jobs",
        "Wait for Jobs too, until they are complete; implies --wait"
    );

    private static readonly Option<TimeSpan?> Timeout = Flags.Duration(
        "--timeout",
        "How long one hook, one wait, or what passes by itself, may take; a number alone is seconds (default 5m0s)",
        "--release-timeout"
    );

    private static readonly Option<string?> TargetNamespace = Flags.Text(
        "--target-namespace",
        "Bring the releases back in this namespace; those chosen have to be of one (see --namespace)",
        "namespace"
    );

    private static readonly Option<string[]> NamespaceMap = Flags.Pairs(
        "--namespace-map",
        "Namespaces that move, each with where it moves: shop=store,cart=basket"
    );

    private static readonly Option<string?> NewPath = Flags.Text(
        "--new-path",
        "The path to which the daemon that keeps this state, restored from its own release, is to write from now on",
        "path"
    );

    private static readonly Option<bool> Force = Flags.Switch(
        "--force",
        "Bring back releases of ReleaseManager daemons with the path that they have; without --new-path they are left out"
    );

    private static readonly Option<string?> Modify = Flags.Text(
        "--modify",
        "Change objects on their way, in the cluster and in the records alike, by the rules of this YAML file",
        "file"
    );

    private static readonly Option<bool> Verify = Flags.Switch(
        "--verify",
        "Have the API server check each object by a dry run, and refuse in the plan what it would refuse"
    );

    private static readonly Option<bool> TakeOwnership = Flags.Switch(
        "--take-ownership",
        "Take over objects that are there and belong to nobody or to another release"
    );

    private static readonly Option<bool> Recreate = Flags.Switch(
        "--recreate",
        "Uninstall a release that is there and is another than the saved one, as 'helm uninstall' would, and bring the saved one back"
    );

    private static readonly Option<bool> Replace = new("--replace")
    {
        Description =
            "Let a release that was uninstalled there with its history kept give its name back, its records removed (default true)",
        DefaultValueFactory = _ => true,
    };

    private static readonly Option<bool> Atomic = Flags.Switch(
        "--atomic",
        "Take back what was made of a release that fails; not the default, unlike in earlier tools"
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
        IncludeReferences,
        NoHistory,
        StopOnError,
        TargetNamespace,
        NamespaceMap,
        NewPath,
        Force,
        Modify,
        Verify,
        TakeOwnership,
        Recreate,
        Replace,
        Atomic,
        Wait,
        WaitForJobs,
        Threads,
        Timeout,
        .. RenderFlags.All,
    ];

    /// <summary>The ways to say where releases come back: one excludes the other.</summary>
    public static IReadOnlyList<IReadOnlyList<Option>> Moves { get; } =
    [
        [TargetNamespace],
        [NamespaceMap],
    ];

    /// <summary>What they ask for.</summary>
    /// <exception cref="ReleaseManagerException">Flags contradict each other, or the file of rules cannot be used.</exception>
    public static async Task<ImportOptions> OptionsAsync(Session session, CancellationToken stop)
    {
        var target = session.Get(TargetNamespace);
        var map = session.List(NamespaceMap);
        if (target is not null && map.Count > 0)
        {
            throw Wrong(
                "TargetNamespaceTwice",
                "--target-namespace and --namespace-map both say where releases come back.",
                target,
                "Give one of them."
            );
        }
        var render = await RenderFlags.ReadAsync(session, stop);
        var settings = new ReleaseImportSettings
        {
            NoHooks = session.Get(NoHooks),
            SkipCrds = session.Get(SkipCrds),
            IncludeReferences = session.Get(IncludeReferences),
            NoHistory = session.Get(NoHistory),
            CreateNamespaces = session.Get(CreateNamespace),
            StopOnError = session.Get(StopOnError),
            NamespaceMap = map.Select(Pair).ToDictionary(pair => pair.From, pair => pair.To, StringComparer.Ordinal),
            NewPath = session.Get(NewPath),
            KeepPath = session.Get(Force),
            Modify = session.Get(Modify) is { } rules ? await ObjectRuleFile.ReadAsync(rules, stop) : [],
            Verify = session.Get(Verify),
            TakeOwnership = session.Get(TakeOwnership),
            Recreate = session.Get(Recreate),
            ReplaceUninstalled = session.Get(Replace),
            Atomic = session.Get(Atomic),
            Wait = session.Get(Wait),
            WaitForJobs = session.Get(WaitForJobs),
        };
        return new ImportOptions
        {
            Snapshot = session.Snapshot(),
            Names = session.List(SelectionFlags.Names),
            Namespaces = session.List(SelectionFlags.Namespaces),
            ExcludeNamespaces = session.List(SelectionFlags.ExcludeNamespaces),
            TargetNamespace = target,
            Render = render,
            Settings = RenderFlags.Add(settings, session) with
            {
                Parallelism = session.Get(Threads) ?? settings.Parallelism,
                ReleaseTimeout = session.Get(Timeout) ?? settings.ReleaseTimeout,
            },
        };
    }

    private static (string From, string To) Pair(string text) =>
        text.Split('=') is [{ Length: > 0 } from, { Length: > 0 } to]
            ? (from, to)
            : throw Wrong(
                "NamespaceMapInvalid",
                $"'{text}' does not say which namespace moves where.",
                text,
                "Write it as shop=store."
            );

    private static ReleaseManagerException Wrong(string errorId, string message, string target, string advice) =>
        new(errorId, ErrorKind.Usage, message) { Target = target, Advice = advice };
}
