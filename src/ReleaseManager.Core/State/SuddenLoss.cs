using System.Globalization;

namespace ReleaseManager.Core.State;

/// <summary>
/// The rule that keeps an emptied cluster from passing for a good copy: nothing at all, or fewer than half of the largest
/// baseline, is suspect.
/// </summary>
public static class SuddenLoss
{
    /// <summary>Good snapshots this young are a baseline besides the newest one.</summary>
    public static TimeSpan Window { get; } = TimeSpan.FromHours(24);

    /// <summary>Judges what was found; pure.</summary>
    /// <param name="found">Releases found within the scope.</param>
    /// <param name="baseline">
    /// Good snapshots of the last 24 hours, and the newest at any age. Since nothing is good only when it was accepted, that
    /// one keeps an empty cluster suspect however slowly it was emptied.
    /// </param>
    /// <returns>Why it is suspect; null where it is not.</returns>
    public static string? Reason(int found, IEnumerable<LossBaseline> baseline)
    {
        var largest = baseline.DefaultIfEmpty().MaxBy(one => one.Releases);
        if (largest.Releases == 0 || 2L * found >= largest.Releases)
        {
            return null;
        }

        var before = string.Create(
            CultureInfo.InvariantCulture,
            $"snapshot {largest.Sequence} of {largest.Time.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z held {largest.Releases}"
        );
        return found == 0
            ? $"no release was found where {before}"
            : $"only {found.ToString(CultureInfo.InvariantCulture)} releases were found, fewer than half of what was there: {before}";
    }
}
