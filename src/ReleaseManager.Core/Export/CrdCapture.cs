using System.Collections.Concurrent;
using System.Text.Json;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Releases;
using ReleaseManager.Core.State;

namespace ReleaseManager.Core.Export;

/// <summary>
/// Saves the custom resource definitions without which releases cannot come back: those that serve a kind of theirs, those in the
/// <c>crds/</c> of their charts, and those that Helm created without an ownership stamp, which come from the <c>crds/</c> of
/// subcharts and are in no record.
/// </summary>
internal sealed class CrdCapture(KubeClient cluster, ReleaseState state, int parallelism, ICollection<string> warnings)
{
    private static readonly ApiResource Definitions = KnownResources.CustomResourceDefinitions;

    /// <summary>Finds and saves them.</summary>
    /// <param name="needs">What the entries say they need.</param>
    /// <param name="saved">What the state holds already.</param>
    public async Task<IReadOnlyList<CapturedResource>> CaptureAsync(
        IReadOnlySet<string> needs,
        SavedResources saved,
        CancellationToken stop
    )
    {
        Dictionary<string, KubeObject> served = new(StringComparer.Ordinal);
        try
        {
            await foreach (var each in cluster.ListMetadataAsync(Definitions, null, ListOptions.Default, stop))
            {
                served[each.Name] = each;
            }
        }
        catch (KubeApiException error) when (error.IsForbidden)
        {
            return Unreadable(needs, saved);
        }

        var wanted = await NamesAsync(needs, served, stop);
        var captured = await SaveAllAsync(wanted.Where(served.ContainsKey), served, saved, stop);
        return [.. captured, .. await GoneAsync(needs, served, saved, stop)];
    }

    /// <summary>Whether Helm created it from a chart's <c>crds/</c>: Helm stamps only what is in a manifest.</summary>
    private static bool IsFromCrdsFolder(KubeObject definition) =>
        !definition.Annotations.ContainsKey("meta.helm.sh/release-name")
        && definition.Find("metadata", "managedFields") is { ValueKind: JsonValueKind.Array } managers
        && managers
            .EnumerateArray()
            .Any(m => m.TryGetProperty("manager", out var name) && name.GetString() is "helm" or "Helm");

    private IReadOnlyList<CapturedResource> Unreadable(IReadOnlySet<string> needs, SavedResources saved)
    {
        if (needs.Count > 0)
        {
            warnings.Add("Custom resource definitions may not be listed: those that releases need are not saved.");
        }

        return [.. saved.OfKind(CapturedResource.Crd)];
    }

    private async Task<HashSet<string>> NamesAsync(
        IReadOnlySet<string> needs,
        Dictionary<string, KubeObject> served,
        CancellationToken stop
    )
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        names.UnionWith(served.Values.Where(IsFromCrdsFolder).Select(d => d.Name));
        names.UnionWith(
            needs
                .Where(n => n.StartsWith(CustomKinds.CrdPrefix, StringComparison.Ordinal))
                .Select(n => n[CustomKinds.CrdPrefix.Length..])
        );
        var kinds = needs.Where(n => !n.StartsWith(CustomKinds.CrdPrefix, StringComparison.Ordinal)).ToList();
        if (kinds.Count > 0)
        {
            var catalog = await cluster.DiscoverAsync(refresh: true, stop);
            foreach (var (kind, group) in kinds.Select(Split))
            {
                var found = catalog
                    .FindKind(group, kind)
                    .Select(r => $"{r.Plural}.{group}")
                    .ToHashSet(StringComparer.Ordinal);
                names.UnionWith(found.Count > 0 ? found : await UnservedAsync(kind, group, served, stop));
            }
        }

        return names;
    }

    /// <summary>Definitions of a kind that are there while discovery does not tell of it: new ones, or those in conflict with another.</summary>
    private async Task<IReadOnlyList<string>> UnservedAsync(
        string kind,
        string group,
        Dictionary<string, KubeObject> served,
        CancellationToken stop
    )
    {
        List<string> names = [];
        foreach (var name in served.Keys.Where(n => n.EndsWith($".{group}", StringComparison.Ordinal)))
        {
            if (
                await cluster.ReadAsync(Definitions, name, stop) is { } definition
                && definition.GetString("spec", "names", "kind") == kind
                && definition.GetString("spec", "group") == group
            )
            {
                names.Add(name);
            }
        }

        return names;
    }

    private static (string Kind, string Group) Split(string need)
    {
        var dot = need.IndexOf('.', StringComparison.Ordinal);
        return (need[..dot], need[(dot + 1)..]);
    }

    private async Task<IReadOnlyList<CapturedResource>> SaveAllAsync(
        IEnumerable<string> names,
        Dictionary<string, KubeObject> served,
        SavedResources saved,
        CancellationToken stop
    )
    {
        var captured = new ConcurrentBag<CapturedResource>();
        await Parallel.ForEachAsync(
            names,
            new ParallelOptions { MaxDegreeOfParallelism = parallelism, CancellationToken = stop },
            async (name, token) =>
            {
                var listed = served[name];
                if (
                    saved.FindUnchanged(CapturedResource.Crd, name, listed.Uid, listed.ResourceVersion) is { } unchanged
                )
                {
                    captured.Add(unchanged);
                }
                else if (await ReadAsync(name, token) is { } found)
                {
                    var hash = await state.SaveResourceAsync(ResourceForm.Strip(found.ToJsonObject()), token);
                    captured.Add(
                        new CapturedResource(CapturedResource.Crd, name, hash)
                        {
                            Uid = found.Uid,
                            ResourceVersion = found.ResourceVersion,
                        }
                    );
                }
            }
        );
        return [.. captured];
    }

    /// <summary>Reads one in a form in which it can be written again; null where it has gone.</summary>
    private async Task<KubeObject?> ReadAsync(string name, CancellationToken stop)
    {
        var found = await cluster.ReadAsync(Definitions, name, stop);
        if (found is null || !IsOnlyBeta(found))
        {
            return found;
        }

        try
        {
            return await cluster.ReadAsync(KnownResources.CustomResourceDefinitionsBeta, name, stop) ?? found;
        }
        catch (KubeApiException error) when (error.IsUnknownResource)
        {
            // Held over from older days by a cluster that serves v1 alone.
            return found;
        }
    }

    /// <summary>
    /// Whether v1 shows what it would never take: a version without a schema, or unknown fields kept everywhere. Such a definition
    /// was made by way of v1beta1.
    /// </summary>
    private static bool IsOnlyBeta(KubeObject definition) =>
        definition.Find("spec", "preserveUnknownFields") is { ValueKind: JsonValueKind.True }
        || (
            definition.Find("spec", "versions") is { ValueKind: JsonValueKind.Array } versions
            && versions.EnumerateArray().Any(version => !version.TryGetProperty("schema", out _))
        );

    /// <summary>Definitions that the cluster has lost while releases still need them: the saved ones are kept.</summary>
    private async Task<IReadOnlyList<CapturedResource>> GoneAsync(
        IReadOnlySet<string> needs,
        Dictionary<string, KubeObject> served,
        SavedResources saved,
        CancellationToken stop
    )
    {
        List<CapturedResource> kept = [];
        foreach (var earlier in saved.OfKind(CapturedResource.Crd).Where(r => !served.ContainsKey(r.Name)))
        {
            if (needs.Contains(CustomKinds.CrdPrefix + earlier.Name) || await ServesAnyAsync(earlier, needs, stop))
            {
                kept.Add(earlier);
                warnings.Add(
                    $"The custom resource definition {earlier.Name} is gone from the cluster though releases need it: the saved one is kept."
                );
            }
        }

        return kept;
    }

    private async Task<bool> ServesAnyAsync(CapturedResource saved, IReadOnlySet<string> needs, CancellationToken stop)
    {
        try
        {
            var definition = await state.ReadResourceAsync(saved.Hash, stop);
            return needs.Contains($"{definition.At("spec", "names", "kind")}.{definition.At("spec", "group")}");
        }
        catch (StateException)
        {
            // Damage of what was saved must not stop the copy of what is there.
            warnings.Add(
                $"The custom resource definition {saved.Name} is gone from the cluster, and the saved one is damaged: it is not kept."
            );
            return false;
        }
    }
}
