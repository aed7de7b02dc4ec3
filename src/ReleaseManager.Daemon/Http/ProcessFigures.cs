using System.Diagnostics;

namespace ReleaseManager.Daemon.Http;

/// <summary>What the process is and needs. Never its command line or environment: those may hold what is secret.</summary>
internal static class ProcessFigures
{
    /// <summary>When it began.</summary>
    public static DateTimeOffset Started { get; } = FindStart();

    /// <summary>Bytes of memory that are resident.</summary>
    public static long ResidentBytes => Environment.WorkingSet;

    /// <summary>Bytes of objects, as of the last collection.</summary>
    public static long HeapBytes => GC.GetTotalMemory(forceFullCollection: false);

    /// <summary>Processor time that was used.</summary>
    public static TimeSpan ProcessorTime => Environment.CpuUsage.TotalTime;

    /// <summary>Threads of the pool.</summary>
    public static int PoolThreads => ThreadPool.ThreadCount;

    private static DateTimeOffset FindStart()
    {
        using var process = Process.GetCurrentProcess();
        return new DateTimeOffset(process.StartTime.ToUniversalTime(), TimeSpan.Zero);
    }
}
