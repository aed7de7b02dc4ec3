using System.Collections.Concurrent;
using ReleaseManager.Core.Clusters;

namespace ReleaseManager.Core.Import.Removal;

/// <summary>What an import has created, and what it changed or removed as that was before, so that it can be taken back.</summary>
/// <param name="resumedSince">
/// When the import began that this one goes on with, by the API server's clock: what is not older was created by that one; null where nothing is
/// resumed.
/// </param>
internal sealed class ObjectJournal(DateTimeOffset? resumedSince)
{
    private readonly ConcurrentDictionary<string, bool> _created = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<ResourceAddress, KubeObject> _before = new();

    /// <summary>The objects that were there before, each as it was at first.</summary>
    public IReadOnlyDictionary<ResourceAddress, KubeObject> Before => _before;

    /// <summary>Notes an object that was created.</summary>
    public void Created(KubeObject made) => _created[made.Uid] = true;

    /// <summary>Whether the import created it.</summary>
    public bool IsOwn(KubeObject found) =>
        _created.ContainsKey(found.Uid) || (resumedSince is { } since && found.CreationTimestamp >= since);

    /// <summary>Notes an object that is about to be changed or removed.</summary>
    public void Replacing(ResourceAddress address, KubeObject found)
    {
        if (!IsOwn(found))
        {
            _before.TryAdd(address, found);
        }
    }
}
