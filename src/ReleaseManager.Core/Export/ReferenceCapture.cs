using System.Collections.Concurrent;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Releases;
using ReleaseManager.Core.State;

namespace ReleaseManager.Core.Export;

/// <summary>
/// Saves the Secrets, ConfigMaps and ServiceAccounts that releases refer to and no release owns. What a controller makes, it makes again; tokens of
/// service accounts are of use in their own cluster alone. Both are left out.
/// </summary>
internal sealed class ReferenceCapture(
    KubeClient cluster,
    ReleaseState state,
    int parallelism,
    ICollection<string> warnings
)
{
    /// <summary>From so many of a namespace on, one list tells which of them have changed.</summary>
    private const int WorthListing = 5;

    private const string TokenType = "kubernetes.io/service-account-token";

    private readonly ConcurrentDictionary<ObjectReference, CapturedResource> _captured = new();

    /// <summary>Finds and saves them, and what ServiceAccounts among them refer to.</summary>
    /// <param name="wanted">What the releases refer to.</param>
    /// <param name="saved">What the state holds already.</param>
    public async Task<IReadOnlyList<CapturedResource>> CaptureAsync(
        IReadOnlyList<ObjectReference> wanted,
        SavedResources saved,
        CancellationToken stop
    )
    {
        await CaptureAllAsync(wanted, saved, stop);
        var further = new HashSet<ObjectReference>();
        foreach (var (account, captured) in _captured.Where(pair => pair.Key.Kind == ObjectReference.ServiceAccount))
        {
            further.UnionWith(await FurtherAsync(account, captured, stop));
        }

        await CaptureAllAsync([.. further.Except(wanted)], saved, stop);
        return [.. _captured.Values];
    }

    private async Task CaptureAllAsync(
        IReadOnlyList<ObjectReference> wanted,
        SavedResources saved,
        CancellationToken stop
    )
    {
        var bounded = new ParallelOptions { MaxDegreeOfParallelism = parallelism, CancellationToken = stop };
        foreach (var group in wanted.GroupBy(reference => (reference.Kind, reference.Namespace)))
        {
            var versions = group.Count() < WorthListing ? null : await ListAsync(group.First(), stop);
            await Parallel.ForEachAsync(
                group,
                bounded,
                async (reference, token) =>
                {
                    if (await OneAsync(reference, versions, saved, token) is { } captured)
                    {
                        _captured[reference] = captured;
                    }
                }
            );
        }
    }

    /// <summary>Uids and resource versions of all of a kind in a namespace; null where they may not be listed.</summary>
    private async Task<Dictionary<string, KubeObject>?> ListAsync(ObjectReference like, CancellationToken stop)
    {
        try
        {
            var found = new Dictionary<string, KubeObject>(StringComparer.Ordinal);
            var notRecords = new ListOptions { LabelSelector = "owner!=helm" };
            await foreach (
                var each in cluster.ListMetadataAsync(
                    KnownResources.Referable(like.Kind),
                    like.Namespace,
                    notRecords,
                    stop
                )
            )
            {
                found[each.Name] = each;
            }

            return found;
        }
        catch (KubeApiException error) when (error.IsForbidden || error.IsExpired)
        {
            return null;
        }
    }

    private async Task<CapturedResource?> OneAsync(
        ObjectReference reference,
        Dictionary<string, KubeObject>? listed,
        SavedResources saved,
        CancellationToken stop
    )
    {
        var (kind, name) = ReferenceForm.Key(reference);
        var earlier = saved.Find(kind, name);
        if (
            listed?.GetValueOrDefault(reference.Name) is { } same
            && saved.FindUnchanged(kind, name, same.Uid, same.ResourceVersion) is { } unchanged
        )
        {
            return unchanged;
        }

        KubeObject? found;
        try
        {
            found = await cluster.GetAsync(
                new ResourceAddress(KnownResources.Referable(reference.Kind), reference.Namespace, reference.Name),
                stop
            );
        }
        catch (KubeApiException error) when (error.IsForbidden)
        {
            Warn($"{reference} may not be read", earlier);
            return earlier;
        }

        if (found is null)
        {
            if (earlier is not null)
            {
                Warn($"{reference} is gone from the cluster though a release refers to it", earlier);
            }

            return earlier;
        }

        if (found.Name != reference.Name || found.Uid.Length == 0)
        {
            Warn($"What the cluster gives as {reference} is not that object", earlier);
            return earlier;
        }

        if (!IsToSave(found))
        {
            return null;
        }

        var hash = await state.SaveResourceAsync(ReferenceForm.Of(found.ToJsonObject()), stop);
        return new CapturedResource(kind, name, hash) { Uid = found.Uid, ResourceVersion = found.ResourceVersion };
    }

    /// <summary>Whether nobody else brings it: no release, by the stamp on the object, and no controller.</summary>
    private static bool IsToSave(KubeObject found) =>
        !found.Annotations.ContainsKey("meta.helm.sh/release-name")
        && found.GetString("type") is not TokenType
        && !found.Items("metadata", "ownerReferences").Any(owner => owner.IsTrue("controller"));

    private async Task<IEnumerable<ObjectReference>> FurtherAsync(
        ObjectReference account,
        CapturedResource captured,
        CancellationToken stop
    )
    {
        try
        {
            var found = new FoundReferences(account.Namespace, account.Name);
            ReferenceScan.FindOfAccount(await state.ReadResourceAsync(captured.Hash, stop), found);
            return found.Uses.Select(use => use.To);
        }
        catch (StateException error) when (error.TellsOfDamage)
        {
            Warn($"What {account} refers to cannot be told: {error.Message}", null);
            return [];
        }
    }

    private void Warn(string what, CapturedResource? kept)
    {
        lock (warnings)
        {
            warnings.Add($"{what}: {(kept is null ? "it is not saved" : "the saved one is kept")}.");
        }
    }
}
