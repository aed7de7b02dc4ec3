using ReleaseManager.Core.State;
using Xunit;

namespace ReleaseManager.Core.Tests.State;

public sealed class RetentionPlanTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 30, 0, TimeSpan.Zero);

    public static TheoryData<string, RetentionPolicy, int[]> Policies { get; } =
        new()
        {
            {
                "the last three",
                new RetentionPolicy { Last = 3 },
                [98, 99, 100]
            },
            {
                "one a day, of the last two days",
                new RetentionPolicy { Daily = 2 },
                [96, 100]
            },
            {
                "one an hour, of the last two hours",
                new RetentionPolicy { Hourly = 2 },
                [99, 100]
            },
            {
                "one a week",
                new RetentionPolicy { Weekly = 2 },
                [96, 100]
            },
            {
                "one a month",
                new RetentionPolicy { Monthly = 5 },
                [100]
            },
            {
                "what one rule keeps counts for another",
                new RetentionPolicy { Last = 2, Daily = 3 },
                [72, 96, 99, 100]
            },
            {
                "more than there are",
                new RetentionPolicy { Last = 1_000 },
                [.. Enumerable.Range(1, 100)]
            },
        };

    [Theory]
    [MemberData(nameof(Policies))]
    public void A_policy_keeps_the_newest_of_each_period(string what, RetentionPolicy policy, int[] kept)
    {
        // One an hour: snapshot 1 at 00:30 of a Thursday, 96 the last of Sunday, 100 in the fourth hour of Monday.
        var snapshots = Enumerable.Range(1, 100).Select(number => At(number, Start.AddHours(number - 1))).ToList();
        Assert.Equal(kept, Kept(RetentionPlan.ByPolicy(snapshots, policy)));
        Assert.False(string.IsNullOrEmpty(what));
    }

    [Fact]
    public void Periods_without_a_snapshot_do_not_count_so_that_nothing_goes_because_nothing_came()
    {
        Snapshot[] old = [At(1, Start), At(2, Start.AddDays(40)), At(3, Start.AddDays(400))];
        Assert.Equal([1, 2, 3], Kept(RetentionPlan.ByPolicy(old, new RetentionPolicy { Daily = 3 })));
    }

    [Fact]
    public void The_last_good_snapshot_of_each_cluster_stays()
    {
        Snapshot[] both =
        [
            At(1, Start) with
            {
                Cluster = Sample.Green,
            },
            At(2, Start.AddHours(1)) with
            {
                Cluster = Sample.Green,
            },
            At(3, Start.AddHours(2)),
            At(4, Start.AddHours(3)),
        ];
        Assert.Equal([2, 4], Kept(RetentionPlan.ByPolicy(both, new RetentionPolicy { Last = 1 })));
    }

    [Fact]
    public void Suspects_count_for_no_rule_and_stay_until_a_good_one_comes_after_them()
    {
        Snapshot[] mixed =
        [
            At(1, Start),
            At(2, Start.AddHours(1)) with
            {
                Suspect = "lost",
            },
            At(3, Start.AddHours(2)),
            At(4, Start.AddHours(3)) with
            {
                Suspect = "lost",
            },
            At(5, Start.AddHours(4)) with
            {
                Suspect = "lost",
            },
        ];
        Assert.Equal([1, 3, 4, 5], Kept(RetentionPlan.ByPolicy(mixed, new RetentionPolicy { Last = 2 })));
    }

    [Fact]
    public void The_newest_number_and_forks_that_nobody_merged_stay()
    {
        var one = At(2, Start.AddHours(1)) with { Fork = "aaaaaaaa" };
        var two = At(2, Start.AddHours(1)) with { Fork = "bbbbbbbb" };
        var late = At(2, Start.AddHours(1)) with { Fork = "cccccccc" };
        Snapshot[] forked =
        [
            At(1, Start),
            one,
            two,
            late,
            At(3, Start.AddHours(2)) with
            {
                Parents = [two.Id, one.Id],
            },
        ];
        var decisions = RetentionPlan.ByPolicy(forked, new RetentionPolicy { Last = 1 });
        Assert.Equal(["2-cccccccc", "3"], decisions.Where(d => d.Keep).Select(d => d.Id));
        Assert.Contains("fork", decisions.Single(d => d.Fork == "cccccccc").Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_decision_says_why()
    {
        Snapshot[] some = [At(1, Start), At(2, Start.AddHours(1))];
        var decisions = RetentionPlan.ByPolicy(some, new RetentionPolicy { Last = 1, Daily = 1 });
        Assert.Equal(
            [
                "1 goes: no rule keeps it",
                "2 stays: the last good one of its cluster, the newest number, last, daily 2026-01-01",
            ],
            decisions.Select(decision => decision.ToString())
        );
    }

    private static int[] Kept(IEnumerable<RetentionDecision> decisions) =>
        [.. decisions.Where(decision => decision.Keep).Select(decision => decision.Sequence)];

    private static Snapshot At(int sequence, DateTimeOffset time) =>
        new()
        {
            Sequence = sequence,
            Time = time,
            Cluster = Sample.Blue,
            KubernetesVersion = "v1.33.1",
            Writer = "test",
            Scope = SnapshotScope.Everything,
            Namespaces = new Dictionary<string, NamespaceListing>(StringComparer.Ordinal),
            Resources = [],
        };
}
