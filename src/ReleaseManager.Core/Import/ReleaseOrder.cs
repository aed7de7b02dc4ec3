namespace ReleaseManager.Core.Import;

/// <summary>Which releases have to come first: those that bring a kind before those that use it. Cycles are cut where they are met.</summary>
internal static class ReleaseOrder
{
    public static void Settle(IReadOnlyList<ReleaseDraft> drafts)
    {
        var writing = drafts.Where(draft => draft.Replays).ToList();
        var providers = writing
            .SelectMany(draft => draft.Footprint!.Provides.Select(kind => (kind, draft)))
            .ToLookup(pair => pair.kind, pair => pair.draft, StringComparer.Ordinal);
        if (providers.Count == 0)
        {
            return;
        }

        var wanted = writing.ToDictionary(draft => draft, draft => FirstOnes(draft, providers));
        var seen = new Dictionary<ReleaseDraft, bool>();
        foreach (var draft in writing)
        {
            Visit(draft, wanted, seen);
        }
    }

    private static HashSet<ReleaseDraft> FirstOnes(ReleaseDraft draft, ILookup<string, ReleaseDraft> providers) =>
        draft
            .Footprint!.Objects.Concat(draft.Footprint.Hooks.Select(hook => hook.Item))
            .SelectMany(item =>
                providers[ReleaseFootprint.KindKey(item)].Concat(providers[ReleaseFootprint.GroupKey(item)])
            )
            .Where(provider => provider != draft)
            .ToHashSet();

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
