using System.CommandLine;
using ReleaseManager.Core;
using ReleaseManager.Core.Export;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Cli.Running;

/// <summary>The flags that say what an export looks at and how; a daemon takes the same ones.</summary>
internal static class ExportFlags
{
    /// <summary>The only storage driver that is looked at.</summary>
    public static Option<StorageDriver?> Driver { get; } = DriverFlag();

    private static readonly Option<int?> HistoryDepth = Flags.Count(
        "--history-depth",
        "Look only at the newest revisions of each release; what is saved already stays"
    );

    private static readonly Option<bool> IncludeReferences = Flags.Switch(
        "--include-references",
        "Save the Secrets, ConfigMaps and ServiceAccounts too that releases refer to and no release owns"
    );

    private static readonly Option<bool> AcceptLoss = Flags.Switch(
        "--accept-loss",
        "Take a sudden loss of releases for what it is, and do not mark the snapshot suspect"
    );

    private static readonly Option<bool> TakeOverPath = Flags.Switch(
        "--take-over-path",
        "Begin a new line of snapshots where the path belongs to another cluster"
    );

    private static readonly Option<int?> Parallelism = Flags.Count(
        "--threads",
        "Requests and writes at the same time (default 8)",
        "--parallelism"
    );

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Symbol> All { get; } =
    [
        SelectionFlags.Names,
        SelectionFlags.Namespaces,
        SelectionFlags.ExcludeNamespaces,
        Driver,
        HistoryDepth,
        IncludeReferences,
        AcceptLoss,
        TakeOverPath,
        Parallelism,
    ];

    /// <summary>What they ask for.</summary>
    public static ExportOptions Options(Session session)
    {
        var options = new ExportOptions
        {
            Names = session.List(SelectionFlags.Names),
            Namespaces = session.List(SelectionFlags.Namespaces),
            ExcludeNamespaces = session.List(SelectionFlags.ExcludeNamespaces),
            Driver = session.Get(Driver),
            HistoryDepth = session.Get(HistoryDepth),
            IncludeReferences = session.Get(IncludeReferences),
            AcceptLoss = session.Get(AcceptLoss),
            TakeOverPath = session.Get(TakeOverPath),
            DryRun = session.DryRun,
            Writer = Product.Name,
        };
        return session.Get(Parallelism) is { } parallelism ? options with { Parallelism = parallelism } : options;
    }

    private static Option<StorageDriver?> DriverFlag() =>
        new("--driver")
        {
            Description = "Only releases that Helm keeps in Secrets or in ConfigMaps (else both)",
            HelpName = "secret|configmap",
            CustomParser = result =>
            {
                switch (result.Tokens[0].Value.ToUpperInvariant())
                {
                    case "SECRET" or "SECRETS":
                        return StorageDriver.Secret;
                    case "CONFIGMAP" or "CONFIGMAPS":
                        return StorageDriver.ConfigMap;
                    case "SQL":
                        result.AddError("Releases that Helm keeps in a SQL database are not supported.");
                        return null;
                    default:
                        result.AddError(
                            $"'{result.Tokens[0].Value}' is no storage driver: choose secret or configmap."
                        );
                        return null;
                }
            },
        };
}
