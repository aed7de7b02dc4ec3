using ReleaseManager.Core.State;

namespace ReleaseManager.Core.Export;

/// <summary>What the state holds of captured objects, so that one that has not changed is neither read nor sent again.</summary>
internal sealed class SavedResources
{
    private readonly Dictionary<(string Kind, string Name), CapturedResource> _byName = [];

    /// <summary>Takes what snapshots hold.</summary>
    /// <param name="snapshots">The snapshots that an export stands on, the most recent first.</param>
    public SavedResources(params ReadOnlySpan<Snapshot?> snapshots)
    {
        foreach (var snapshot in snapshots)
        {
            foreach (var resource in snapshot?.Resources ?? [])
            {
                _byName.TryAdd((resource.Kind, resource.Name), resource);
            }
        }
    }

    /// <summary>All of a kind.</summary>
    public IEnumerable<CapturedResource> OfKind(string kind) => _byName.Values.Where(r => r.Kind == kind);

    /// <summary>The one of that name, in whatever form; null where there is none.</summary>
    public CapturedResource? Find(string kind, string name) => _byName.GetValueOrDefault((kind, name));

    /// <summary>The one of that name if the object has not been written since; else null.</summary>
    public CapturedResource? FindUnchanged(string kind, string name, string uid, string resourceVersion) =>
        Find(kind, name) is { } saved && saved.Uid == uid && saved.ResourceVersion == resourceVersion ? saved : null;
}
