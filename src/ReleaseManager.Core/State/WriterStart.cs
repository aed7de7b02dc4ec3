using System.Runtime.InteropServices;

namespace ReleaseManager.Core.State;

/// <summary>
/// When a writer began, by both clocks of a machine: the one that never jumps stands still while a machine sleeps, the other one may be set.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct WriterStart(long Timestamp, DateTimeOffset Time)
{
    public static WriterStart Now(TimeProvider time) => new(time.GetTimestamp(), time.GetUtcNow());

    /// <summary>The longer of what the clocks say.</summary>
    public TimeSpan Elapsed(TimeProvider time)
    {
        var (steady, wall) = (time.GetElapsedTime(Timestamp), time.GetUtcNow() - Time);
        return steady > wall ? steady : wall;
    }
}
