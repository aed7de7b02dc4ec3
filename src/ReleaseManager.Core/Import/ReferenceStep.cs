using System.Text.Json.Nodes;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Releases;
using ReleaseManager.Core.State;

namespace ReleaseManager.Core.Import;

/// <summary>
/// Brings saved Secrets, ConfigMaps and ServiceAccounts that releases refer to and none owns. Ours is the field manager, and one that is there is never
/// touched: whoever made it knows better.
/// </summary>
/// <param name="moves">From namespaces of the snapshot to those in which their releases come back.</param>
internal sealed class ReferenceStep(
    KubeClient cluster,
    ReleaseState state,
    Snapshot snapshot,
    IReadOnlyDictionary<string, string> moves
)
{
    private static readonly WriteOptions AsUs = new() { FieldManager = "releasemanager" };
    private readonly Dictionary<ObjectReference, CapturedResource> _captured = ByTarget(snapshot, moves);

    /// <summary>What was captured to be brought as this object; null where nothing was.</summary>
    public CapturedResource? Find(ObjectReference target) => _captured.GetValueOrDefault(target);

    /// <summary>Where the object is to stand.</summary>
    public static ResourceAddress Address(ObjectReference target) =>
        new(KnownResources.Referable(target.Kind), target.Namespace, target.Name);

    /// <summary>The object as it is to be created.</summary>
    /// <exception cref="StateException">What was saved is missing or damaged.</exception>
    public async Task<JsonObject> ReadAsync(ObjectReference target, CancellationToken stop)
    {
        var body = (JsonObject)(await state.ReadResourceAsync(_captured[target].Hash, stop)).DeepClone();
        if (body["metadata"] is JsonObject metadata)
        {
            metadata["namespace"] = target.Namespace;
        }

        return body;
    }

    /// <summary>Creates it, unless it is there.</summary>
    /// <exception cref="ReleaseManagerException">It was refused, or what was saved cannot be read.</exception>
    public async Task RunAsync(ObjectReference target, Patience patience, CancellationToken stop)
    {
        var body = await ReadAsync(target, stop);
        var address = Address(target);
        await patience.RunAsync(
            async () =>
            {
                try
                {
                    await cluster.CreateAsync(address, body, AsUs, stop);
                }
                catch (KubeApiException error) when (error.IsAlreadyExists)
                {
                    var found = await cluster.GetMetadataAsync(address, stop);
                    if (found is null || found.DeletionTimestamp is not null)
                    {
                        throw Passing.BeingDeleted(address, error);
                    }
                }

                return true;
            },
            Passing.ByItself,
            stop
        );
    }

    /// <summary>
    /// An object goes where the releases of its namespace go. One that stood there before goes before one that moves there, and a reference that still names
    /// the old namespace finds it there.
    /// </summary>
    private static Dictionary<ObjectReference, CapturedResource> ByTarget(
        Snapshot snapshot,
        IReadOnlyDictionary<string, string> moves
    )
    {
        var captured = snapshot
            .Resources.Select(resource => (Resource: resource, Source: ReferenceForm.Find(resource)))
            .Where(pair => pair.Source is not null)
            .Select(pair => (pair.Resource, Source: pair.Source!.Value))
            .ToList();
        var targets = new Dictionary<ObjectReference, CapturedResource>();
        foreach (var (resource, source) in captured.OrderBy(pair => moves.ContainsKey(pair.Source.Namespace)))
        {
            var ns = moves.GetValueOrDefault(source.Namespace, source.Namespace);
            targets.TryAdd(source with { Namespace = ns }, resource);
        }

        foreach (var (resource, source) in captured)
        {
            targets.TryAdd(source, resource);
        }

        return targets;
    }
}
