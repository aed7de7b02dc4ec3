using System.CommandLine;
using ReleaseManager.Core.State;

namespace ReleaseManager.Cli.Running;

/// <summary>The flags that say which snapshots stay.</summary>
internal static class RetentionFlags
{
    private static readonly Option<int?> Last = Flags.Count("--keep-last", "Keep so many of the newest");

    private static readonly Option<int?> Hourly = Flags.Count("--keep-hourly", KeepNewestOf("hours"));

    private static readonly Option<int?> Daily = Flags.Count("--keep-daily", KeepNewestOf("days"));

    private static readonly Option<int?> Weekly = Flags.Count("--keep-weekly", KeepNewestOf("weeks"));

    private static readonly Option<int?> Monthly = Flags.Count("--keep-monthly", KeepNewestOf("months"));

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Option> All { get; } = [Last, Hourly, Daily, Weekly, Monthly];

    /// <summary>What they ask for; keeps nothing where none was given.</summary>
    public static RetentionPolicy Policy(Session session) =>
        new()
        {
            Last = session.Get(Last) ?? 0,
            Hourly = session.Get(Hourly) ?? 0,
            Daily = session.Get(Daily) ?? 0,
            Weekly = session.Get(Weekly) ?? 0,
            Monthly = session.Get(Monthly) ?? 0,
        };

    private static string KeepNewestOf(string periods) => $"Keep the newest of each of so many {periods} that have one";
}
