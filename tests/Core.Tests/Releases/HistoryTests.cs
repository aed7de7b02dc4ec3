using ReleaseManager.Core.Releases;
using Xunit;

namespace ReleaseManager.Core.Tests.Releases;

public sealed class HistoryTests
{
    [Theory]
    [InlineData("1:deployed", 1)]
    [InlineData("1:superseded 2:deployed", 2)]
    [InlineData("2:deployed 1:superseded 3:failed", 2)]
    [InlineData("1:superseded 2:deployed 3:pending-upgrade", 2)]
    [InlineData("1:deployed 2:deployed", 2)]
    [InlineData("9:deployed 10:deployed", 10)]
    [InlineData("1:superseded 2:superseded 3:failed", 2)]
    [InlineData("1:superseded 2:superseded 3:pending-rollback", 2)]
    [InlineData("2:superseded 10:superseded 9:superseded", 10)]
    [InlineData("1:deployed 5:superseded", 1)]
    [InlineData("1:failed", null)]
    [InlineData("1:pending-install", null)]
    [InlineData("1:uninstalling", 1)]
    [InlineData("1:superseded 2:uninstalling", 2)]
    [InlineData("1:deployed 2:uninstalling", 1)]
    [InlineData("1:uninstalling 2:failed", null)]
    [InlineData("1:uninstalled", null)]
    [InlineData("1:superseded 2:uninstalled", null)]
    [InlineData("1:deployed 2:uninstalled", null)]
    [InlineData("1:uninstalled 2:deployed", 2)]
    [InlineData("1:unknown", null)]
    [InlineData("1:Deployed", null)]
    [InlineData("1:", null)]
    [InlineData("", null)]
    public void The_base_is_the_highest_deployed_revision_or_else_the_highest_superseded_unless_the_last_was_uninstalled(
        string history,
        int? revision
    ) => Assert.Equal(revision, History.Base(Parse(history), one => one.Number, one => one.Status)?.Number);

    [Theory]
    [InlineData("9:deployed 10:failed 2:superseded", 10)]
    [InlineData("", null)]
    public void The_last_revision_is_the_highest_number(string history, int? revision) =>
        Assert.Equal(revision, History.Last(Parse(history), one => one.Number)?.Number);

    [Theory]
    [InlineData("1:deployed", "1")]
    [InlineData("1:deployed 2:failed", "2")]
    [InlineData("1:deployed 2:unknown", "")]
    [InlineData("1:deployed 2:odd", "")]
    [InlineData("1:superseded 2:uninstalled", "2")]
    [InlineData("10:deployed 9:superseded", "10")]
    public void Helm_lists_the_highest_revision_if_it_knows_its_status(string history, string shown) =>
        Assert.Equal(shown, string.Join(' ', Listed(history, null)));

    [Theory]
    [InlineData("1:deployed 2:failed", "")]
    [InlineData("1:failed 2:deployed", "2")]
    public void A_filter_by_status_comes_after_the_choice_of_the_highest(string history, string shown) =>
        Assert.Equal(
            shown,
            string.Join(' ', Listed(history, new HashSet<string>(["deployed"], StringComparer.Ordinal)))
        );

    [Fact]
    public void Releases_are_listed_by_name_and_then_by_namespace()
    {
        (string, string)[] releases = [("b", "x"), ("a", "y"), ("b", "X"), ("a", "x")];
        var listed = History.Listed(
            releases.Select(one => new Revision(1, "deployed") { Release = one }),
            one => one.Release,
            one => one.Number,
            one => one.Status
        );

        Assert.Equal([("b", "X"), ("a", "x"), ("b", "x"), ("a", "y")], listed.Select(one => one.Release));
    }

    [Fact]
    public void Statuses_are_those_of_Helm()
    {
        Assert.Equal(
            "unknown deployed uninstalled superseded failed uninstalling pending-install pending-upgrade pending-rollback",
            string.Join(' ', ReleaseStatuses.All)
        );
        Assert.Equal(
            ["pending-install", "pending-upgrade", "pending-rollback"],
            ReleaseStatuses.All.Where(ReleaseStatuses.IsPending)
        );
        Assert.Equal(
            ["uninstalling", "pending-install", "pending-upgrade", "pending-rollback"],
            ReleaseStatuses.All.Where(ReleaseStatuses.IsUnderWay)
        );
        Assert.False(ReleaseStatuses.IsUnderWay(null));
    }

    [Theory]
    [InlineData("sh.helm.release.v1.web.v1", "web", 1)]
    [InlineData("sh.helm.release.v1.a.v2.v10", "a.v2", 10)]
    [InlineData("sh.helm.release.v1.web.v01", "web", 1)]
    [InlineData("sh.helm.release.v1.web.v", null, 0)]
    [InlineData("sh.helm.release.v1.web.v-1", null, 0)]
    [InlineData("sh.helm.release.v1.web.v+1", null, 0)]
    [InlineData("sh.helm.release.v1.web.v99999999999", null, 0)]
    [InlineData("sh.helm.release.v1..v1", null, 0)]
    [InlineData("sh.helm.release.v1.web", null, 0)]
    [InlineData("web.v1", null, 0)]
    public void An_objects_name_tells_release_and_revision(string name, string? release, int revision)
    {
        var parsed = RecordName.Parse(name);

        Assert.Equal(release, parsed?.Release);
        Assert.Equal(revision, parsed?.Revision ?? 0);
    }

    private static IEnumerable<int> Listed(string history, IReadOnlySet<string>? wanted) =>
        History
            .Listed(Parse(history), one => one.Release, one => one.Number, one => one.Status, wanted)
            .Select(one => one.Number);

    private static IEnumerable<Revision> Parse(string history) =>
        history
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(one => one.Split(':'))
            .Select(one => new Revision(int.Parse(one[0], System.Globalization.CultureInfo.InvariantCulture), one[1]));

    private sealed record Revision(int Number, string Status)
    {
        public (string Namespace, string Name) Release { get; init; } = ("shop", "web");
    }
}
