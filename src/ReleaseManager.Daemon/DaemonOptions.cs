using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Export;
using ReleaseManager.Core.State;
using ReleaseManager.Daemon.Leadership;

namespace ReleaseManager.Daemon;

/// <summary>How a daemon keeps a state current.</summary>
public sealed record DaemonOptions
{
    /// <summary>How often state and cluster are compared in full, whether or not a change was told.</summary>
    public TimeSpan PollingInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long nothing must have changed before a change is exported: one Helm command writes several records.</summary>
    public TimeSpan BurstQuiet { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a change is put off at most while others go on coming.</summary>
    public TimeSpan BurstLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// What is exported, who writes it, and whether it is a dry run: that one writes nothing at all, neither into the state nor into the cluster.
    /// A path is taken over once; an owner that comes back is not pushed aside again.
    /// </summary>
    public ExportOptions Export { get; init; } = new();

    /// <summary>The release that this daemon is of, so that no other one keeps the same state; null for none.</summary>
    public StateOwner? Owner { get; init; }

    /// <summary>By what the replicas of the release find out which of them works; null where there is but one.</summary>
    public LeaseOptions? Lease { get; init; }

    /// <summary>Who this replica is, another string for each; null for one that is made of the machine's name and chance.</summary>
    public string? Identity { get; init; }

    /// <summary>Which snapshots stay; null keeps all.</summary>
    public RetentionPolicy? Retention { get; init; } = RetentionPolicy.Daemon;

    /// <summary>How often the others are removed.</summary>
    public TimeSpan RetentionInterval { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long a snapshot that is being written when the daemon is told to stop is given to be finished.</summary>
    public TimeSpan StopPatience { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>The same for a daemon that is a Helm release, so that its replicas choose one of them by a Lease; for any other where none is named.</summary>
    /// <param name="release">Name of the release; null for none.</param>
    /// <param name="ns">Its namespace; null for that of the Pod or of the context.</param>
    /// <param name="lease">Name of the Lease; null for one that is named after the release.</param>
    public DaemonOptions OfRelease(string? release, string? ns, string? lease, ClusterAccess cluster)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        if (release is null)
        {
            return this;
        }

        var owner = new StateOwner(release, ns ?? cluster.Namespace ?? "default");
        return this with
        {
            Owner = owner,
            Lease = new LeaseOptions(owner.Namespace, lease ?? $"releasemanager-{owner.Release}"),
        };
    }

    /// <summary>The same with the rules that were given for snapshots.</summary>
    /// <param name="rules">One that keeps nothing says nothing: what a daemon does by itself counts then.</param>
    /// <param name="keepsAll">No snapshot is removed.</param>
    public DaemonOptions Retaining(RetentionPolicy rules, bool keepsAll)
    {
        ArgumentNullException.ThrowIfNull(rules);
        return this with
        {
            Retention =
                keepsAll ? null
                : rules.KeepsAny ? rules
                : Retention,
        };
    }

    /// <summary>The same where all of it makes sense.</summary>
    /// <exception cref="ReleaseManagerException">It does not; says what.</exception>
    internal DaemonOptions Checked()
    {
        RequireAtLeast(PollingInterval, TimeSpan.FromSeconds(1), "polling interval");
        RequireAtLeast(RetentionInterval, TimeSpan.FromMinutes(1), "interval of retention");
        RequireAtLeast(BurstQuiet, TimeSpan.Zero, "quiet time after a change");
        RequireAtLeast(BurstLimit, BurstQuiet, "longest wait after a change");
        return Retention is { KeepsAny: false }
            ? throw Invalid(
                "A retention that keeps nothing would remove all snapshots but the last.",
                "Keep some, or switch retention off."
            )
            : this;
    }

    private static void RequireAtLeast(TimeSpan value, TimeSpan least, string what)
    {
        if (value < least)
        {
            throw Invalid(
                $"The {what} of {value.TotalSeconds:0.###} s is too short.",
                $"Give {least.TotalSeconds:0.###} s or more."
            );
        }
    }

    private static ReleaseManagerException Invalid(string message, string advice) =>
        new("DaemonOptionsInvalid", ErrorKind.Usage, message) { Advice = advice };
}
