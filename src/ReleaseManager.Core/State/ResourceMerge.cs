namespace ReleaseManager.Core.State;

/// <summary>The captured objects of a new snapshot; pure.</summary>
internal static class ResourceMerge
{
    /// <summary>
    /// What was captured now and, where the export did not look at everything, what the parent had besides: every CRD, the namespaces that still
    /// hold an entry, and what releases refer to. The latter stays also where an export looked at every release and not at their references, and so does
    /// what only a later version knows to look at.
    /// </summary>
    /// <param name="namespaces">Namespaces of the new snapshot.</param>
    public static List<CapturedResource> Merge(
        SnapshotScope scope,
        IReadOnlyList<CapturedResource> captured,
        IReadOnlyList<CapturedResource> parent,
        IReadOnlySet<string> namespaces
    )
    {
        var merged = captured.ToDictionary(Key);
        var sawAll = scope is { Whole: true, HistoryDepth: null };
        foreach (var resource in parent.Where(one => !sawAll || !one.IsKnown || (one.IsReference && !scope.References)))
        {
            if (
                !string.Equals(resource.Kind, CapturedResource.Namespace, StringComparison.Ordinal)
                || namespaces.Contains(resource.Name)
            )
            {
                merged.TryAdd(Key(resource), resource);
            }
        }

        return
        [
            .. merged
                .Values.OrderBy(resource => resource.Kind, StringComparer.Ordinal)
                .ThenBy(resource => resource.Name, StringComparer.Ordinal),
        ];
    }

    private static (string, string) Key(CapturedResource resource) => (resource.Kind, resource.Name);
}
