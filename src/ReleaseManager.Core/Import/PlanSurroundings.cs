using System.Text.Json.Nodes;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.State;

namespace ReleaseManager.Core.Import;

/// <summary>Looks at what the releases of a plan need around them: CRDs, kinds, namespaces, and what stands in their way.</summary>
internal sealed class PlanSurroundings(
    KubeClient cluster,
    ReleaseState state,
    Snapshot snapshot,
    KindResolver kinds,
    ReleaseImportSettings settings,
    TimeProvider time
)
{
    private const int AskedAtOnce = 16;
    private readonly HashSet<string> _expected = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ownNamespaces = new(StringComparer.Ordinal);
    private readonly Dictionary<ReleaseDraft, List<ResourceAddress>> _placed = [];

    /// <summary>The captured CRDs that are to come, and with them the kinds that the target will serve.</summary>
    public async Task<IReadOnlyList<PlannedStep>> PlanCrdsAsync(
        IReadOnlyList<ReleaseDraft> drafts,
        bool whole,
        CancellationToken stop
    )
    {
        var replayed = drafts.Where(draft => draft.Replays).ToList();
        foreach (var draft in replayed)
        {
            _expected.UnionWith(draft.Footprint!.Provides);
            _ownNamespaces.UnionWith(draft.Footprint.Namespaces);
        }

        if (settings.SkipCrds)
        {
            return [];
        }

        var brought = replayed
            .SelectMany(draft => draft.Footprint!.Crds.Select(name => (name, draft.Release)))
            .ToLookup(pair => pair.name, pair => pair.Release, StringComparer.Ordinal);
        var needed = drafts
            .Where(draft => draft.Writes)
            .SelectMany(draft => draft.Release.Revisions)
            .SelectMany(entry => entry.Needs ?? [])
            .ToHashSet(StringComparer.Ordinal);
        var step = new CrdStep(cluster, state, time);
        var catalog = await kinds.RefreshAsync(stop);
        var planned = new List<PlannedStep>();
        foreach (
            var captured in snapshot
                .Resources.Where(resource => resource.Kind == CapturedResource.Crd)
                .OrderBy(resource => resource.Name, StringComparer.Ordinal)
        )
        {
            if (brought.Contains(captured.Name))
            {
                planned.Add(
                    new PlannedStep(captured.Name, "none", [$"comes with release {brought[captured.Name].First()}"])
                );
                continue;
            }

            JsonObject body;
            try
            {
                body = await state.ReadResourceAsync(captured.Hash, stop);
            }
            catch (StateException error) when (error.TellsOfDamage)
            {
                // What needs it and does not find it in the cluster is refused for the kind that is not served.
                var stays = await step.IsThereAsync(captured.Name, stop);
                planned.Add(new PlannedStep(captured.Name, stays ? "none" : "missing", [error.Message]));
                continue;
            }

            var served = ReleaseFootprint.Served(body).ToList();
            if (!whole && !IsNeeded(captured.Name, served, needed))
            {
                continue;
            }

            if (await step.IsThereAsync(captured.Name, stop))
            {
                _expected.UnionWith(served);
                planned.Add(new PlannedStep(captured.Name, "none", ["it is there and stays as it is"]));
                continue;
            }

            if (CrdForm.For(body, catalog) is not { } form)
            {
                var note = $"it can only be written as {body["apiVersion"]}, which the cluster does not serve";
                planned.Add(new PlannedStep(captured.Name, "missing", [note]));
                continue;
            }

            _expected.UnionWith(served);
            planned.Add(new PlannedStep(captured.Name, "create", form.Notes));
        }

        return planned;
    }

    /// <summary>Finds where each object is to stand, and the kinds that are not served.</summary>
    public async Task PlaceObjectsAsync(IReadOnlyList<ReleaseDraft> drafts, CancellationToken stop)
    {
        var catalog = await kinds.RefreshAsync(stop);
        foreach (var draft in drafts.Where(draft => draft.Replays))
        {
            var placed = new List<ResourceAddress>();
            foreach (var item in draft.Footprint!.Objects)
            {
                if (catalog.Find(item.Group, item.Version, item.Kind) is not { } resource)
                {
                    RefuseUnlessExpected(draft, item);
                    continue;
                }

                Place(draft, item, resource);
                placed.Add(
                    new ResourceAddress(
                        resource,
                        resource.Namespaced ? item.Namespace ?? draft.Release.Namespace : null,
                        item.Name
                    )
                );
            }

            foreach (var (_, item) in draft.Footprint.Hooks)
            {
                if (catalog.Find(item.Group, item.Version, item.Kind) is null)
                {
                    RefuseUnlessExpected(draft, item);
                }
            }

            _placed[draft] = placed;
        }
    }

    /// <summary>The namespaces of the releases and of their objects; a missing one that may not be created refuses its releases.</summary>
    public async Task<IReadOnlyList<PlannedStep>> PlanNamespacesAsync(
        IReadOnlyList<ReleaseDraft> drafts,
        CancellationToken stop
    )
    {
        var users = drafts
            .Where(draft => draft.Writes)
            .SelectMany(draft => NamespacesOf(draft).Select(name => (name, draft)))
            .ToLookup(pair => pair.name, pair => pair.draft, StringComparer.Ordinal);
        var step = new NamespaceStep(cluster, state, snapshot, settings.NamespaceMap);
        var planned = new List<PlannedStep>();
        foreach (var name in users.Select(group => group.Key).Order(StringComparer.Ordinal))
        {
            var plan = await step.PlanAsync(name, settings.CreateNamespaces, stop);
            planned.Add(plan);
            foreach (var draft in users[name].Distinct())
            {
                if (plan.Action == "missing")
                {
                    draft.Refuse("NamespaceMissing", $"namespace {name}: {string.Join("; ", plan.Notes)}");
                }
            }
        }

        return planned;
    }

    /// <summary>Finds objects that are there and belong to somebody else, as <c>helm install</c> does before it writes anything.</summary>
    public async Task FindConflictsAsync(
        IReadOnlyList<ReleaseDraft> drafts,
        IReadOnlyList<PlannedStep> namespaces,
        CancellationToken stop
    )
    {
        var created = namespaces.Where(step => step.Action == "create").Select(step => step.Name).ToHashSet();
        var asked = drafts
            .Where(draft => draft.Action is ReleaseImportAction.Install or ReleaseImportAction.Recreate)
            .Where(_placed.ContainsKey)
            .SelectMany(draft => _placed[draft].Select(address => (draft, address)))
            .Where(pair => pair.address.Namespace is null || !created.Contains(pair.address.Namespace))
            .ToList();
        var bounded = new ParallelOptions { MaxDegreeOfParallelism = AskedAtOnce, CancellationToken = stop };
        await Parallel.ForEachAsync(
            asked,
            bounded,
            async (pair, one) =>
            {
                var found = await cluster.GetAsync(pair.address, one);
                if (found is null)
                {
                    return;
                }

                var owner = OwnershipStamp.Of(found);
                lock (_placed)
                {
                    var isOwn = owner == new OwnershipStamp(pair.draft.Release.Name, pair.draft.Release.Namespace);
                    if (found.DeletionTimestamp is not null)
                    {
                        // Whoever's it was: it will not be in the way for long, and nothing of it is touched.
                        pair.draft.Warnings.Add($"{Passing.Name(pair.address)} is being deleted and is waited for");
                    }
                    else if (!isOwn && settings.TakeOwnership)
                    {
                        pair.draft.Warnings.Add(
                            $"{Passing.Name(pair.address)} is there already, belongs to {TargetCheck.Owner(owner)} and is taken over"
                        );
                    }
                    else if (!isOwn)
                    {
                        pair.draft.Refuse(
                            "ObjectBelongsToOther",
                            $"{Passing.Name(pair.address)} is there already and belongs to {TargetCheck.Owner(owner)}: take it over (-TakeOwnership, --take-ownership), remove or rename it, or leave this release out"
                        );
                    }
                    else if (pair.draft.Action == ReleaseImportAction.Install)
                    {
                        pair.draft.Warnings.Add(
                            $"{Passing.Name(pair.address)} is there already and is brought to what was saved"
                        );
                    }
                }
            }
        );
        foreach (var draft in drafts)
        {
            draft.Reasons.Sort(StringComparer.Ordinal);
            draft.Warnings.Sort(StringComparer.Ordinal);
        }
    }

    private static bool IsNeeded(string name, IReadOnlyList<string> served, HashSet<string> needed) =>
        needed.Contains($"crd:{name}") || served.Any(kind => needed.Contains(kind[..kind.LastIndexOf('/')]));

    private static void Place(ReleaseDraft draft, ObjectName item, ApiResource resource)
    {
        if (!resource.Namespaced)
        {
            draft.ClusterScoped.Add($"{item.Kind}/{item.Name}");
        }
        else if (item.Namespace is not null && item.Namespace != draft.Release.Namespace)
        {
            draft.OutsideNamespace.Add(item.ToString());
        }
    }

    private IEnumerable<string> NamespacesOf(ReleaseDraft draft)
    {
        yield return draft.Release.Namespace;
        foreach (var name in (_placed.GetValueOrDefault(draft) ?? []).Select(address => address.Namespace))
        {
            // One that a manifest brings and that was not captured comes as that release's own object.
            if (name is not null && (!_ownNamespaces.Contains(name) || IsCaptured(name)))
            {
                yield return name;
            }
        }
    }

    private bool IsCaptured(string name) => NamespaceStep.Captured(snapshot, settings.NamespaceMap, name) is not null;

    private void RefuseUnlessExpected(ReleaseDraft draft, ObjectName item)
    {
        if (!_expected.Contains(ReleaseFootprint.KindKey(item)) && !_expected.Contains(ReleaseFootprint.GroupKey(item)))
        {
            draft.Refuse(
                Passing.KindNotServed,
                $"the cluster does not serve {item.ApiVersion} {item.Kind}, which {item.Kind} {item.Name} needs"
            );
        }
    }
}
