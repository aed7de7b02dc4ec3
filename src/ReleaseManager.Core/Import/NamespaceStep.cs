using System.Text.Json.Nodes;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Releases;
using ReleaseManager.Core.State;

namespace ReleaseManager.Core.Import;

/// <summary>
/// Brings the namespaces that the releases need. Ours, not Helm's, is the field manager: what manager <c>helm</c> had put on a namespace, a
/// later <c>--create-namespace</c> of Helm 4 takes away again (helm/helm#31767).
/// </summary>
/// <param name="moves">From namespaces of the snapshot to those in which their releases come back.</param>
internal sealed class NamespaceStep(
    KubeClient cluster,
    ReleaseState state,
    Snapshot snapshot,
    IReadOnlyDictionary<string, string> moves
)
{
    private const string NameLabel = "name";

    private static readonly WriteOptions AsUs = new() { FieldManager = "releasemanager" };

    /// <summary>
    /// What was captured of a namespace, or of the first one whose releases move there; null where nothing was. Its own goes first, unless its
    /// releases move away.
    /// </summary>
    public static CapturedResource? Captured(
        Snapshot snapshot,
        IReadOnlyDictionary<string, string> moves,
        string name
    ) =>
        snapshot
            .Resources.Where(resource => resource.Kind == CapturedResource.Namespace)
            .Where(resource => moves.GetValueOrDefault(resource.Name, resource.Name) == name)
            .OrderBy(resource => resource.Name == name ? 0 : 1)
            .ThenBy(resource => resource.Name, StringComparer.Ordinal)
            .FirstOrDefault();

    /// <summary>What would be done, and nothing done.</summary>
    public async Task<PlannedStep> PlanAsync(string name, bool create, CancellationToken stop)
    {
        var found = await cluster.GetAsync(Address(name), stop);
        if (found is null && !create)
        {
            return new PlannedStep(name, "missing", ["it is not there and is not to be created"]);
        }

        JsonObject? captured;
        try
        {
            captured = await CapturedAsync(name, stop);
        }
        catch (StateException error) when (error.TellsOfDamage)
        {
            return found is null
                ? new PlannedStep(name, "missing", [$"what it was like is lost, so create it first: {error.Message}"])
                : new PlannedStep(
                    name,
                    "none",
                    [$"it stays as it is, since what it was like is lost: {error.Message}"]
                );
        }

        if (found is null)
        {
            return new PlannedStep(name, "create", []);
        }

        if (found.DeletionTimestamp is not null)
        {
            return create
                ? new PlannedStep(name, "create", ["it is being deleted, and is created once it is gone"])
                : new PlannedStep(name, "missing", ["it is being deleted and is not to be created"]);
        }

        var notes = new List<string>();
        var missing = Missing(found, captured, notes);
        return new PlannedStep(name, missing is null ? "none" : "add metadata", notes);
    }

    /// <summary>Creates the namespace, or adds the labels and annotations that it lacks; what differs stays.</summary>
    public async Task RunAsync(string name, Patience patience, CancellationToken stop)
    {
        var captured = await CapturedAsync(name, stop);
        await patience.RunAsync(
            async () =>
            {
                var found = await cluster.GetAsync(Address(name), stop);
                if (found?.DeletionTimestamp is not null)
                {
                    throw Passing.BeingDeleted(Address(name));
                }

                if (found is null)
                {
                    await CreateAsync(name, captured, stop);
                }
                else if (Missing(found, captured, []) is { } missing)
                {
                    var patch = new JsonObject { ["metadata"] = missing };
                    await cluster.PatchAsync(Address(name), "application/merge-patch+json", patch, AsUs, stop);
                }

                return true;
            },
            Passing.ByItself,
            stop
        );
    }

    private async Task CreateAsync(string name, JsonObject? captured, CancellationToken stop)
    {
        var metadata = (JsonObject?)captured?.DeepClone() ?? [];
        metadata["name"] = name;
        var body = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Namespace",
            ["metadata"] = metadata,
        };
        try
        {
            await cluster.CreateAsync(Address(name), body, AsUs, stop);
        }
        catch (KubeApiException error) when (error.IsAlreadyExists)
        {
            // Somebody was faster; that is as good.
        }
    }

    private async Task<JsonObject?> CapturedAsync(string name, CancellationToken stop)
    {
        if (Captured(snapshot, moves, name) is not { } captured)
        {
            return null;
        }

        var saved = await state.ReadResourceAsync(captured.Hash, stop);
        var metadata = new JsonObject();
        foreach (var part in (string[])["labels", "annotations"])
        {
            if (saved["metadata"]?[part] is JsonObject members && members.Count > 0)
            {
                metadata[part] = members.DeepClone();
            }
        }

        OwnershipStamp.Move(metadata, moves);
        MoveLabel(metadata, captured.Name, name);
        return metadata;
    }

    /// <summary>The label by which Helm's <c>--create-namespace</c> makes a namespace known goes with its name (Helm: pkg/action/install.go).</summary>
    private static void MoveLabel(JsonObject metadata, string from, string to)
    {
        if (metadata["labels"] is JsonObject labels && labels[NameLabel].Text() == from)
        {
            labels[NameLabel] = to;
        }
    }

    private static JsonObject? Missing(KubeObject found, JsonObject? captured, List<string> notes)
    {
        var missing = new JsonObject();
        foreach (var (part, members) in captured ?? [])
        {
            var there = part == "labels" ? found.Labels : found.Annotations;
            foreach (var (key, value) in (JsonObject)members!)
            {
                if (!there.TryGetValue(key, out var current))
                {
                    missing[part] ??= new JsonObject();
                    missing[part]![key] = value?.DeepClone();
                }
                else if (current != value?.GetValue<string>())
                {
                    notes.Add($"{part[..^1]} {key} differs from the saved one and stays as it is");
                }
            }
        }

        return missing.Count == 0 ? null : missing;
    }

    private static ResourceAddress Address(string name) => new(KnownResources.Namespaces, null, name);
}
