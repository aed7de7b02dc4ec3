namespace ReleaseManager.Daemon.Health;

/// <summary>What a daemon has done since it began, by the names under which the original tool published it. May be used by many threads.</summary>
internal sealed class DaemonCounters
{
    private readonly long[] _values = new long[Enum.GetValues<DaemonCounter>().Length];

    /// <summary>How often it was counted.</summary>
    public long this[DaemonCounter counter] => Interlocked.Read(ref _values[(int)counter]);

    /// <summary>Counts.</summary>
    public void Add(DaemonCounter counter, long amount = 1) => Interlocked.Add(ref _values[(int)counter], amount);
}
