using ReleaseManager.Core.Releases;
using ReleaseManager.Core.State;

namespace ReleaseManager.Core.Export;

/// <summary>What an export looks at and how.</summary>
public sealed record ExportOptions
{
    /// <summary>Release names with wildcards; empty means all.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Namespaces with wildcards; empty means all.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];

    /// <summary>Namespaces left out, with wildcards.</summary>
    public IReadOnlyList<string> ExcludeNamespaces { get; init; } = [];

    /// <summary>The storage driver to look at; null means both.</summary>
    public StorageDriver? Driver { get; init; }

    /// <summary>How many of the newest revisions of each release are looked at; null means all. Never removes what is saved already.</summary>
    public int? HistoryDepth { get; init; }

    /// <summary>Takes a sudden loss for what it is: the snapshot is not marked suspect.</summary>
    public bool AcceptLoss { get; init; }

    /// <summary>Goes on where the state belongs to another cluster, and carries nothing of that one forward.</summary>
    public bool TakeOverPath { get; init; }

    /// <summary>
    /// The daemon that exports and keeps the state: where another one owns it and lives, the export is refused, unless it takes the path over. Null
    /// for an export by hand, which is welcome beside a daemon.
    /// </summary>
    public StateOwner? Owner { get; init; }

    /// <summary>
    /// Saves the Secrets, ConfigMaps and ServiceAccounts too that releases refer to and no release owns. Without it, what is saved of them already stays.
    /// </summary>
    public bool IncludeReferences { get; init; }

    /// <summary>Finds out what would be saved, and writes nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>
    /// Takes releases in pending-* as they are. Without it their last saved form stays, and a change of theirs alone
    /// leads to no snapshot: for exports that a change in the cluster has triggered, since Helm is still at work on them.
    /// </summary>
    public bool Reconcile { get; init; } = true;

    /// <summary>What a record may ask of its reader; one that asks for more is saved unread and reported.</summary>
    public DecodeLimits Limits { get; init; } = DecodeLimits.Default;

    /// <summary>Requests and writes in flight at most.</summary>
    public int Parallelism { get; init; } = 8;

    /// <summary>Who writes, for the snapshot's header.</summary>
    public string Writer { get; init; } = "releasemanager";
}
