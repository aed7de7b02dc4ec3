using ReleaseManager.Core.State;
using Xunit;

namespace ReleaseManager.Core.Tests.State;

public sealed class SnapshotComparisonTests
{
    [Fact]
    public void Added_removed_and_changed_releases_are_told_by_namespace_and_name()
    {
        var changes = SnapshotComparison.Compare(
            [One("web"), One("gone"), One("same")],
            [One("web", revision: 2), One("web"), One("same"), One("new", ns: "apps")]
        );
        Assert.Equal(
            ["apps/new 0 1", "shop/gone 1 0", "shop/web 1 2"],
            changes.Select(c => $"{c.Release.Namespace}/{c.Release.Name} {c.From?.Revision ?? 0} {c.To?.Revision ?? 0}")
        );
        Assert.Equal([true, false, false], changes.Select(c => c.IsAdded));
        Assert.Equal([false, true, false], changes.Select(c => c.IsRemoved));
    }

    [Fact]
    public void A_record_that_was_rewritten_is_a_change()
    {
        var change = Assert.Single(
            SnapshotComparison.Compare([One("web")], [One("web") with { Record = "other", Status = "failed" }])
        );
        Assert.Equal("deployed", change.From?.Status);
        Assert.Equal("failed", change.To?.Status);
    }

    [Fact]
    public void Old_revisions_do_not_count() =>
        Assert.Empty(
            SnapshotComparison.Compare(
                [One("web", 1), One("web", 2)],
                [One("web", 2), One("web", 1) with { Record = "x" }]
            )
        );

    [Fact]
    public void Releases_of_one_name_are_told_apart_by_namespace_and_driver()
    {
        var other = One("web") with { Driver = ListingEntry.DriverConfigMap };
        Assert.Equal(2, SnapshotComparison.Compare([One("web")], [One("web"), other, One("web", ns: "apps")]).Count);
        Assert.Empty(SnapshotComparison.Compare([other, One("web")], [One("web"), other]));
    }

    private static ReleaseSummary One(string name, int revision = 1, string ns = "shop") =>
        ReleaseSummary.Of(Sample.Entry(name, revision, ns));
}
