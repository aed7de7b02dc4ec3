using FsCheck;
using FsCheck.Fluent;
using ReleaseManager.Core.State;
using Xunit;

namespace ReleaseManager.Core.Tests.State;

public sealed class EntryMergeTests
{
    private static readonly DateTimeOffset Later = Sample.Noon.AddHours(1);

    [Fact]
    public void A_whole_export_replaces_everything() =>
        Assert.Equal(
            ["b v1"],
            Merge(SnapshotScope.Everything, [Sample.Entry("b")], [Sample.Entry("a"), Sample.Entry("c")])
        );

    [Fact]
    public void An_export_by_name_leaves_the_other_names() =>
        Assert.Equal(
            ["web v2", "api v1"],
            Merge(
                new SnapshotScope { Names = ["we*"] },
                [Sample.Entry("web", 2)],
                [Sample.Entry("web", 1), Sample.Entry("api"), Sample.Entry("west")]
            ),
            Unordered
        );

    [Fact]
    public void An_export_by_namespace_leaves_the_other_namespaces() =>
        Assert.Equal(["api v1"], Merge(new SnapshotScope { ExcludeNamespaces = ["shop"] }, [], [Sample.Entry("api")]));

    [Fact]
    public void An_export_of_one_driver_leaves_the_other_driver() =>
        Assert.Equal(
            ["api v1", "web v2"],
            Merge(
                new SnapshotScope { Driver = ListingEntry.DriverSecret },
                [Sample.Entry("web", 2)],
                [Sample.Entry("web"), Sample.Entry("api") with { Driver = ListingEntry.DriverConfigMap }]
            )
        );

    [Fact]
    public void Depth_leaves_what_is_older_than_it_looked() =>
        Assert.Equal(
            ["web v1", "web v2", "web v4", "web v5"],
            Merge(
                new SnapshotScope { HistoryDepth = 2 },
                [Sample.Entry("web", 4), Sample.Entry("web", 5)],
                [.. Enumerable.Range(1, 2).Select(i => Sample.Entry("web", i))]
            )
        );

    [Fact]
    public void Depth_does_not_keep_what_is_gone_from_within_it() =>
        Assert.Equal(
            ["web v1", "web v3", "web v5"],
            Merge(
                new SnapshotScope { HistoryDepth = 2 },
                [Sample.Entry("web", 3), Sample.Entry("web", 5)],
                [Sample.Entry("web", 1), Sample.Entry("web", 3), Sample.Entry("web", 4)]
            )
        );

    [Fact]
    public void Depth_does_not_keep_a_release_that_is_gone() =>
        Assert.Empty(
            Merge(new SnapshotScope { HistoryDepth = 2 }, [], [Sample.Entry("web", 1), Sample.Entry("web", 2)])
        );

    [Fact]
    public void Fewer_revisions_than_the_depth_means_that_all_were_seen() =>
        Assert.Equal(
            ["web v9"],
            Merge(new SnapshotScope { HistoryDepth = 2 }, [Sample.Entry("web", 9)], [Sample.Entry("web", 1)])
        );

    [Fact]
    public void Older_revisions_that_changed_may_be_seen_beyond_the_depth() =>
        Assert.Equal(
            ["web v1", "web v2", "web v3"],
            Merge(
                new SnapshotScope { HistoryDepth = 1 },
                [Sample.Entry("web", 3), Sample.Entry("web", 2) with { Status = "superseded" }],
                [Sample.Entry("web", 1), Sample.Entry("web", 2)]
            )
        );

    [Fact]
    public void The_time_of_the_first_sight_stays_while_nothing_else_changes()
    {
        var known = Sample.Entry("web");
        var same = known with { Seen = Later };
        var changed = same with { ResourceVersion = "77" };
        Assert.Equal(Sample.Noon, EntryMerge.Merge(SnapshotScope.Everything, [same], [known], [known])[0].Seen);
        Assert.Equal(Later, EntryMerge.Merge(SnapshotScope.Everything, [changed], [known], [known])[0].Seen);
    }

    [Fact]
    public void A_revision_that_was_made_anew_replaces_the_old_one() =>
        Assert.Equal(
            "new",
            Assert
                .Single(
                    EntryMerge.Merge(
                        new SnapshotScope { Names = ["web"] },
                        [Sample.Entry("web") with { Uid = "new" }],
                        [Sample.Entry("web")],
                        []
                    )
                )
                .Uid
        );

    [Fact]
    public void Properties_of_every_merge()
    {
        var entry =
            from name in Gen.Elements("a", "b", "web")
            from @namespace in Gen.Elements("shop", "back")
            from revision in Gen.Choose(1, 5)
            from driver in Gen.Elements(ListingEntry.DriverSecret, ListingEntry.DriverConfigMap)
            select Sample.Entry(name, revision, @namespace) with
            {
                Driver = driver,
            };
        var entries = entry.ListOf().Select(list => list.DistinctBy(Place).ToList());
        var scope =
            from names in Gen.Elements<string[]>([], ["a"], ["?", "w*"])
            from namespaces in Gen.Elements<string[]>([], ["shop"], ["*"])
            from excluded in Gen.Elements<string[]>([], ["shop"], ["b*"])
            from driver in Gen.Elements(null, ListingEntry.DriverSecret)
            from depth in Gen.Elements<int?>(null, 1, 3)
            select new SnapshotScope
            {
                Names = names,
                Namespaces = namespaces,
                ExcludeNamespaces = excluded,
                Driver = driver,
                HistoryDepth = depth,
            };
        var cases =
            from s in scope
            from parent in entries
            from seen in entries
            select (Scope: s, Parent: parent, Seen: seen.Where(s.Includes).ToList());
        Prop.ForAll(
                cases.ToArbitrary(),
                one =>
                {
                    var merged = EntryMerge.Merge(one.Scope, one.Seen, one.Parent, one.Parent);
                    var places = merged.Select(Place).ToList();
                    var again = EntryMerge.Merge(one.Scope, one.Seen, merged, merged);
                    return places.Distinct().Count() == places.Count
                        && one.Seen.All(entry => places.Contains(Place(entry)))
                        && one.Parent.Where(entry => !one.Scope.Includes(entry)).All(merged.Contains)
                        && merged.All(entry => one.Seen.Concat(one.Parent).Any(other => Place(other) == Place(entry)))
                        && ListingCodec.Write(again).AsSpan().SequenceEqual(ListingCodec.Write(merged));
                }
            )
            .QuickCheckThrowOnFailure();
    }

    private static IEqualityComparer<IEnumerable<string>> Unordered { get; } =
        EqualityComparer<IEnumerable<string>>.Create(
            (a, b) => a!.Order(StringComparer.Ordinal).SequenceEqual(b!.Order(StringComparer.Ordinal)),
            _ => 0
        );

    private static (string, string, string) Place(ListingEntry entry) =>
        (entry.Namespace, entry.Driver, entry.ObjectName);

    private static IEnumerable<string> Merge(
        SnapshotScope scope,
        IReadOnlyList<ListingEntry> seen,
        IReadOnlyList<ListingEntry> parent
    ) => EntryMerge.Merge(scope, seen, parent, parent).Select(entry => $"{entry.Name} v{entry.Revision}");
}
