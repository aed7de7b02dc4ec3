using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Releases;
using ReleaseManager.Core.State;

namespace ReleaseManager.Core.Import;

/// <summary>
/// Finds out which Secrets, ConfigMaps and ServiceAccounts the releases of a plan refer to that neither the cluster has nor any of them brings, and which of
/// those were saved and come along.
/// </summary>
/// <param name="namespaces">The planned namespaces: those that are created hold nothing yet.</param>
internal sealed class PlanReferences(
    KubeClient cluster,
    ReleaseState state,
    Snapshot snapshot,
    ReleaseImportSettings settings,
    IReadOnlyList<PlannedStep> namespaces
)
{
    private const int AskedAtOnce = 16;

    private readonly ReferenceStep _step = new(cluster, state, snapshot, settings.NamespaceMap);
    private readonly ReferenceNamespaces _namespaces = new(cluster, namespaces);
    private readonly ConcurrentDictionary<ObjectReference, ReferenceOutlook> _outlooks = new();

    /// <summary>Notes in the drafts what dangles and what they need of what comes along.</summary>
    /// <returns>What was saved and is asked for, in the order of names.</returns>
    public async Task<IReadOnlyList<PlannedStep>> PlanAsync(IReadOnlyList<ReleaseDraft> drafts, CancellationToken stop)
    {
        var replayed = drafts.Where(draft => draft.Replays).ToList();
        foreach (var item in replayed.SelectMany(BroughtBy))
        {
            _outlooks[item] = ReferenceOutlook.There;
        }

        var open = replayed.SelectMany(draft => Needs(draft).Select(use => (draft, use))).ToList();
        while (open.Count > 0)
        {
            await LookAsync([.. open.Select(one => one.use.To).Distinct().Except(_outlooks.Keys)], stop);
            var further = new List<(ReleaseDraft, ReferenceUse)>();
            foreach (var (draft, use) in open)
            {
                var outlook = _outlooks[use.To];
                if (outlook.Comes is { } body && draft.References.Add(use.To.ToString()))
                {
                    further.AddRange(Further(use.To, body).Select(next => (draft, next)));
                }

                draft.Note(use, outlook);
            }

            open = further;
        }

        return
        [
            .. _outlooks
                .Values.Select(outlook => outlook.Step)
                .OfType<PlannedStep>()
                .OrderBy(step => step.Name, StringComparer.Ordinal),
        ];
    }

    private static IEnumerable<ObjectReference> BroughtBy(ReleaseDraft draft) =>
        draft
            .Footprint!.Objects.Concat(draft.Footprint.Hooks.Select(hook => hook.Item))
            .Where(item => item.Group.Length == 0)
            .Select(item => new ObjectReference(item.Kind, item.Namespace ?? draft.Release.Namespace, item.Name));

    private static IEnumerable<ReferenceUse> Needs(ReleaseDraft draft) =>
        draft.Footprint!.References.Select(use =>
            use.To.Namespace.Length > 0 ? use : use with { To = use.To with { Namespace = draft.Release.Namespace } }
        );

    /// <summary>What a ServiceAccount that comes along refers to in its turn.</summary>
    private static IReadOnlyList<ReferenceUse> Further(ObjectReference to, JsonObject body)
    {
        var found = new FoundReferences(to.Namespace, $"{to.Kind} {to.Name}");
        if (to.Kind == ObjectReference.ServiceAccount)
        {
            ReferenceScan.FindOfAccount(body, found);
        }

        return found.Uses;
    }

    private Task LookAsync(IReadOnlyList<ObjectReference> references, CancellationToken stop) =>
        Parallel.ForEachAsync(
            references,
            new ParallelOptions { MaxDegreeOfParallelism = AskedAtOnce, CancellationToken = stop },
            async (reference, one) => _outlooks[reference] = await LookAsync(reference, one)
        );

    private async Task<ReferenceOutlook> LookAsync(ObjectReference reference, CancellationToken stop)
    {
        var isSaved = _step.Find(reference) is not null;
        KubeObject? found = null;
        if (!_namespaces.IsToBeCreated(reference.Namespace))
        {
            var address = ReferenceStep.Address(reference);
            try
            {
                found =
                    isSaved && settings.IncludeReferences
                        ? await cluster.GetAsync(address, stop)
                        : await cluster.GetMetadataAsync(address, stop);
            }
            catch (KubeApiException error) when (error.IsForbidden)
            {
                return ReferenceOutlook.Unasked;
            }
        }

        if (!isSaved)
        {
            return found is null ? ReferenceOutlook.Missing(null) : ReferenceOutlook.There;
        }

        if (!settings.IncludeReferences)
        {
            return found is null
                ? ReferenceOutlook.Missing("it is saved, and -IncludeReferences (--include-references) brings it back")
                : ReferenceOutlook.There;
        }

        return await PlanSavedAsync(reference, found, stop);
    }

    private async Task<ReferenceOutlook> PlanSavedAsync(
        ObjectReference reference,
        KubeObject? found,
        CancellationToken stop
    )
    {
        var name = reference.ToString();
        JsonObject body;
        try
        {
            body = await _step.ReadAsync(reference, stop);
        }
        catch (StateException error) when (error.TellsOfDamage)
        {
            return found is not null
                ? ReferenceOutlook.There
                : ReferenceOutlook.Missing(error.Message, new PlannedStep(name, "missing", [error.Message]));
        }

        if (found is not null)
        {
            string[] notes = Differs(found, body) ? ["it is there, differs from the saved one and stays as it is"] : [];
            return ReferenceOutlook.There with { Step = new PlannedStep(name, "none", notes) };
        }

        if (!await _namespaces.WillBeThereAsync(reference.Namespace, stop))
        {
            var why = $"it is saved, but namespace {reference.Namespace} is not there before the releases come";
            return ReferenceOutlook.Missing(why, new PlannedStep(name, "missing", [why]));
        }

        return new ReferenceOutlook { Comes = body, Step = new PlannedStep(name, "create", []) };
    }

    /// <summary>Whether it would do something else than the saved one; what marks it is of no account.</summary>
    private static bool Differs(KubeObject found, JsonObject body)
    {
        var wanted = (JsonObject)body.DeepClone();
        wanted.Remove("metadata");
        wanted.Remove("apiVersion");
        wanted.Remove("kind");
        return !JsonContainment.Holds(found.Json, wanted);
    }
}
