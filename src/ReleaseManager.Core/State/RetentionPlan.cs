using System.Globalization;

namespace ReleaseManager.Core.State;

/// <summary>Says of each snapshot whether it stays, and why; pure.</summary>
internal static class RetentionPlan
{
    /// <summary>By the rules of a policy. Suspects count for none; those newer than the newest good one stay, since nobody has judged them yet.</summary>
    public static List<RetentionDecision> ByPolicy(IReadOnlyList<Snapshot> snapshots, RetentionPolicy policy)
    {
        var reasons = Always(snapshots);
        var good = snapshots
            .Where(one => one.Suspect is null)
            .OrderByDescending(one => (one.Sequence, one.Time))
            .ToList();
        foreach (var one in good.Take(policy.Last))
        {
            reasons[one.Id].Add("last");
        }

        Keep(good, policy.Hourly, "hourly", time => time.ToString("yyyy-MM-dd HH", CultureInfo.InvariantCulture));
        Keep(good, policy.Daily, "daily", time => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        Keep(good, policy.Weekly, "weekly", WeekOf);
        Keep(good, policy.Monthly, "monthly", time => time.ToString("yyyy-MM", CultureInfo.InvariantCulture));
        return Decide(
            snapshots,
            reasons,
            one => one.Suspect is null ? "no rule keeps it" : "suspect, and a good one came after it"
        );

        void Keep(IEnumerable<Snapshot> from, int count, string rule, Func<DateTime, string> periodOf)
        {
            foreach (
                var period in from.GroupBy(one => periodOf(one.Time.UtcDateTime), StringComparer.Ordinal).Take(count)
            )
            {
                reasons[period.First().Id].Add($"{rule} {period.Key}");
            }
        }
    }

    /// <summary>Just those that are named.</summary>
    public static List<RetentionDecision> ByName(IReadOnlyList<Snapshot> snapshots, IReadOnlySet<SnapshotId> named)
    {
        var reasons = Always(snapshots);
        foreach (var one in snapshots.Where(one => !named.Contains(one.Id)))
        {
            reasons[one.Id].Add("not named");
        }

        return Decide(snapshots, reasons, _ => "named");
    }

    /// <summary>What stays whatever is asked.</summary>
    private static Dictionary<SnapshotId, List<string>> Always(IReadOnlyList<Snapshot> snapshots)
    {
        var reasons = snapshots.ToDictionary(one => one.Id, _ => new List<string>());
        if (snapshots.Count == 0)
        {
            return reasons;
        }

        var newest = snapshots.Max(one => one.Sequence);
        var good = snapshots.Where(one => one.Suspect is null).ToList();
        var newestGood = good.Count == 0 ? 0 : good.Max(one => one.Sequence);
        var parents = good.SelectMany(one => one.Parents).ToHashSet();
        foreach (var one in snapshots)
        {
            var mine = reasons[one.Id];
            if (one.Suspect is null && !good.Exists(other => IsNewer(other, one) && other.Cluster.Matches(one.Cluster)))
            {
                mine.Add("the last good one of its cluster");
            }

            if (one.Suspect is not null && one.Sequence > newestGood)
            {
                mine.Add("suspect, and no good one came after it");
            }

            if (one.Sequence == newest)
            {
                mine.Add("the newest number");
            }

            if (
                one.Suspect is null
                && !parents.Contains(one.Id)
                && snapshots.Any(other => other.Sequence == one.Sequence && other.Id != one.Id)
            )
            {
                mine.Add("a fork that no later one has merged");
            }
        }

        return reasons;
    }

    private static List<RetentionDecision> Decide(
        IEnumerable<Snapshot> snapshots,
        Dictionary<SnapshotId, List<string>> reasons,
        Func<Snapshot, string> whyGone
    ) =>
        [
            .. snapshots
                .OrderBy(one => one.Id)
                .Select(one => new RetentionDecision
                {
                    Sequence = one.Sequence,
                    Fork = one.Fork,
                    Time = one.Time,
                    Releases = one.Releases,
                    Keep = reasons[one.Id].Count > 0,
                    Reason = reasons[one.Id].Count > 0 ? string.Join(", ", reasons[one.Id]) : whyGone(one),
                }),
        ];

    private static bool IsNewer(Snapshot one, Snapshot other) => one.Id > other.Id;

    private static string WeekOf(DateTime time) =>
        string.Create(CultureInfo.InvariantCulture, $"{ISOWeek.GetYear(time)}-W{ISOWeek.GetWeekOfYear(time):D2}");
}
