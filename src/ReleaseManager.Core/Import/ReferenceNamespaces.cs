using System.Collections.Concurrent;
using ReleaseManager.Core.Clusters;

namespace ReleaseManager.Core.Import;

/// <summary>Which namespaces are there when saved objects are to come, which is after the planned namespaces and before the releases.</summary>
internal sealed class ReferenceNamespaces(KubeClient cluster, IReadOnlyList<PlannedStep> planned)
{
    private readonly Dictionary<string, string> _actions = planned.ToDictionary(
        step => step.Name,
        step => step.Action,
        StringComparer.Ordinal
    );

    private readonly ConcurrentDictionary<string, bool> _found = new(StringComparer.Ordinal);

    /// <summary>Whether it is not there yet, so that nothing can be in it.</summary>
    public bool IsToBeCreated(string name) => _actions.GetValueOrDefault(name) == "create";

    /// <summary>Whether it is there, or will be before the first release.</summary>
    public async Task<bool> WillBeThereAsync(string name, CancellationToken stop)
    {
        if (_actions.TryGetValue(name, out var action))
        {
            return action != "missing";
        }

        if (!_found.TryGetValue(name, out var found))
        {
            try
            {
                var address = new ResourceAddress(KnownResources.Namespaces, null, name);
                found = await cluster.GetMetadataAsync(address, stop) is not null;
            }
            catch (KubeApiException error) when (error.IsForbidden)
            {
                // Writing into it will tell.
                found = true;
            }

            _found[name] = found;
        }

        return found;
    }
}
