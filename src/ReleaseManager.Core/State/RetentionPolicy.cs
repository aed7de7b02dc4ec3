namespace ReleaseManager.Core.State;

/// <summary>
/// Which good snapshots stay: the newest ones, and the newest of each of the last hours, days, weeks and months that have one (in UTC; weeks
/// from Monday). What is kept by one rule may count for another, too. Periods without a snapshot do not count, so that nothing goes because
/// nothing came.
/// </summary>
public sealed record RetentionPolicy
{
    /// <summary>The newest so many.</summary>
    public int Last { get; init; }

    /// <summary>The newest of so many hours.</summary>
    public int Hourly { get; init; }

    /// <summary>The newest of so many days.</summary>
    public int Daily { get; init; }

    /// <summary>The newest of so many weeks.</summary>
    public int Weekly { get; init; }

    /// <summary>The newest of so many months.</summary>
    public int Monthly { get; init; }

    /// <summary>What a daemon keeps where nothing else is said.</summary>
    public static RetentionPolicy Daemon { get; } =
        new()
        {
            Last = 10,
            Hourly = 48,
            Daily = 30,
            Monthly = 12,
        };

    /// <summary>True where it keeps something.</summary>
    public bool KeepsAny => Last > 0 || Hourly > 0 || Daily > 0 || Weekly > 0 || Monthly > 0;
}
