using ReleaseManager.Core.Clusters;

namespace ReleaseManager.Core.Import;

/// <summary>
/// Which releases have to come first: those that bring a kind, or a webhook that judges a kind, before those that use it. Cycles are cut where they
/// are met: what is refused there because the other is not up yet is tried again.
/// </summary>
internal static class ReleaseOrder
{
    /// <param name="catalog">What the cluster serves now.</param>
    public static void Settle(IReadOnlyList<ReleaseDraft> drafts, ApiCatalog catalog)
    {
        var writing = drafts.Where(draft => draft.Replays).ToList();
        var providers = writing
            .SelectMany(draft => draft.Footprint!.Provides.Select(kind => (kind, draft)))
            .ToLookup(pair => pair.kind, pair => pair.draft, StringComparer.Ordinal);
        var judges = writing.Where(draft => draft.Footprint!.Webhooks.Count > 0).ToList();
        if (providers.Count == 0 && judges.Count == 0)
        {
            return;
        }

        var wanted = writing.ToDictionary(
            draft => draft,
            draft =>
            {
                var first = FirstOnes(draft, providers);
                first.UnionWith(judges.Where(judge => judge != draft && Judges(judge, draft, catalog)));
                return first;
            }
        );
        var seen = new Dictionary<ReleaseDraft, bool>();
        foreach (var draft in writing)
        {
            Visit(draft, wanted, seen);
        }
    }

    private static HashSet<ReleaseDraft> FirstOnes(ReleaseDraft draft, ILookup<string, ReleaseDraft> providers) =>
        Items(draft)
            .SelectMany(item =>
                providers[ReleaseFootprint.KindKey(item)].Concat(providers[ReleaseFootprint.GroupKey(item)])
            )
            .Where(provider => provider != draft)
            .ToHashSet();

    private static bool Judges(ReleaseDraft judge, ReleaseDraft draft, ApiCatalog catalog) =>
        Items(draft).Any(item => judge.Footprint!.Webhooks.Any(rule => rule.Concerns(item, Plural(item, catalog))));

    private static IEnumerable<ObjectName> Items(ReleaseDraft draft) =>
        draft.Footprint!.Objects.Concat(draft.Footprint.Hooks.Select(hook => hook.Item));

    /// <summary>A kind that is not served yet has the name in paths that nearly all have.</summary>
    private static string Plural(ObjectName item, ApiCatalog catalog) =>
        catalog.Find(item.Group, item.Version, item.Kind)?.Plural ?? $"{item.Kind.ToLowerInvariant()}s";

    private static void Visit(
        ReleaseDraft draft,
        Dictionary<ReleaseDraft, HashSet<ReleaseDraft>> wanted,
        Dictionary<ReleaseDraft, bool> finished
    )
    {
        if (!finished.TryAdd(draft, false))
        {
            return;
        }

        foreach (var first in wanted[draft])
        {
            Visit(first, wanted, finished);
            if (finished[first])
            {
                draft.After.Add($"{first.Release.Key.Driver}/{first.Release}");
            }
        }

        draft.After.Sort(StringComparer.Ordinal);
        finished[draft] = true;
    }
}
