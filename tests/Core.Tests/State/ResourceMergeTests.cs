using ReleaseManager.Core.State;
using Xunit;

namespace ReleaseManager.Core.Tests.State;

/// <summary>Which captured objects of the parent a new snapshot keeps, beside those that were captured anew.</summary>
public sealed class ResourceMergeTests
{
    private static readonly SnapshotScope WithReferences = new() { References = true };

    public static TheoryData<SnapshotScope, string> Kept =>
        new()
        {
            { new SnapshotScope(), "configmap secret serviceaccount widget" },
            { WithReferences, "widget" },
            {
                new SnapshotScope { Names = ["web"] },
                "configmap crd namespace secret serviceaccount widget"
            },
            { WithReferences with { Namespaces = ["a"] }, "configmap crd namespace secret serviceaccount widget" },
            { WithReferences with { HistoryDepth = 2 }, "configmap crd namespace secret serviceaccount widget" },
        };

    [Theory]
    [MemberData(nameof(Kept))]
    public void What_was_not_looked_at_stays(SnapshotScope scope, string kinds)
    {
        CapturedResource[] parent =
        [
            new(CapturedResource.Crd, "widgets.example.com", "1"),
            new(CapturedResource.Namespace, "shop", "2"),
            new(CapturedResource.Namespace, "empty", "3"),
            new(CapturedResource.Secret, "shop/db", "4"),
            new(CapturedResource.ConfigMap, "shop/db", "5"),
            new(CapturedResource.ServiceAccount, "shop/db", "6"),
            new("widget", "of a later version", "7"),
        ];

        var merged = ResourceMerge.Merge(scope, [], parent, new HashSet<string>(["shop"], StringComparer.Ordinal));

        Assert.Equal(kinds, string.Join(' ', merged.Select(resource => resource.Kind)));
    }

    [Fact]
    public void What_was_captured_anew_takes_the_place_of_what_was_there()
    {
        CapturedResource[] parent =
        [
            new(CapturedResource.Secret, "shop/db", "old"),
            new(CapturedResource.Secret, "a/db", "a"),
        ];

        var merged = ResourceMerge.Merge(
            new SnapshotScope(),
            [new CapturedResource(CapturedResource.Secret, "shop/db", "new")],
            parent,
            new HashSet<string>(StringComparer.Ordinal)
        );

        Assert.Equal(["a/db a", "shop/db new"], merged.Select(resource => $"{resource.Name} {resource.Hash}"));
    }
}
