namespace ReleaseManager.Core.Releases;

/// <summary>The statuses of a revision, as Helm writes them.</summary>
public static class ReleaseStatuses
{
    /// <summary>Helm could not say.</summary>
    public const string Unknown = "unknown";

    /// <summary>In the cluster.</summary>
    public const string Deployed = "deployed";

    /// <summary>Uninstalled, its history kept.</summary>
    public const string Uninstalled = "uninstalled";

    /// <summary>A later revision took its place.</summary>
    public const string Superseded = "superseded";

    /// <summary>Its install, upgrade or rollback failed.</summary>
    public const string Failed = "failed";

    /// <summary>An uninstall is under way, or died.</summary>
    public const string Uninstalling = "uninstalling";

    /// <summary>An install is under way, or died.</summary>
    public const string PendingInstall = "pending-install";

    /// <summary>An upgrade is under way, or died.</summary>
    public const string PendingUpgrade = "pending-upgrade";

    /// <summary>A rollback is under way, or died.</summary>
    public const string PendingRollback = "pending-rollback";

    /// <summary>All of them, in the order of Helm's source.</summary>
    public static IReadOnlyList<string> All { get; } =
    [Unknown, Deployed, Uninstalled, Superseded, Failed, Uninstalling, PendingInstall, PendingUpgrade, PendingRollback];

    /// <summary>Whether an operation was under way that makes Helm refuse the next upgrade.</summary>
    public static bool IsPending(string? status) => status is PendingInstall or PendingUpgrade or PendingRollback;

    /// <summary>Whether an operation of any kind was under way: pending, or uninstalling.</summary>
    public static bool IsUnderWay(string? status) => status is Uninstalling || IsPending(status);
}
