using ReleaseManager.Core.State;

namespace ReleaseManager.Core.Import.Rewrite;

/// <summary>Makes of an import's settings what changes of each release on its way; plan and run make the same of them.</summary>
internal sealed class ReleaseRewrites
{
    private readonly IReadOnlyDictionary<string, string> _namespaces;
    private readonly IReadOnlyList<IObjectChange> _ofAll;
    private readonly ObjectRules _rules;

    /// <param name="settings">Namespaces that move and rules.</param>
    /// <param name="versions">How objects of versions that the cluster does not serve are changed; null where none are.</param>
    /// <exception cref="ReleaseManagerException">A rule cannot be used.</exception>
    public ReleaseRewrites(ReleaseImportSettings settings, IObjectChange? versions)
    {
        _namespaces = settings.NamespaceMap;
        _rules = new ObjectRules(settings.Modify);
        _ofAll =
        [
            .. versions is null ? (IObjectChange[])[] : [versions],
            .. _namespaces.Count == 0 ? (IObjectChange[])[] : [new NamespaceChange(_namespaces)],
        ];
    }

    /// <summary>Asks what the cluster serves, and settles by it what changes.</summary>
    /// <exception cref="ReleaseManagerException">A rule cannot be used, or the cluster cannot be asked.</exception>
    public static async Task<ReleaseRewrites> CreateAsync(
        ReleaseImportSettings settings,
        Snapshot snapshot,
        KindResolver kinds,
        CancellationToken stop
    )
    {
        var catalog = await kinds.RefreshAsync(stop);

        // A captured definition comes first and serves what it did: its kinds need no other version.
        var groups = snapshot
            .Resources.Where(resource => resource.Kind == CapturedResource.Crd)
            .Select(resource => resource.Name[(resource.Name.IndexOf('.', StringComparison.Ordinal) + 1)..])
            .ToHashSet(StringComparer.Ordinal);
        return new ReleaseRewrites(
            settings,
            new VersionChange(
                (group, version, kind) =>
                    catalog.Find(group, version, kind) is not null || (!settings.SkipCrds && groups.Contains(group))
            )
        );
    }

    /// <summary>Positions, from 1, of the rules that matched no object so far.</summary>
    public IReadOnlyList<int> UnusedRules => _rules.Unused;

    /// <summary>The release where it comes back and with what changes.</summary>
    /// <param name="managerPath">Where the daemon that it is shall keep its state; null for any other release.</param>
    public SavedRelease Apply(SavedRelease saved, string? managerPath)
    {
        var moved = saved.MovedTo(_namespaces.GetValueOrDefault(saved.Namespace, saved.Namespace));
        var changes = _ofAll.Concat(_rules.For(moved.Name, moved.Namespace)).ToList();
        var target = moved.Namespace == saved.Namespace ? null : moved.Namespace;
        return changes.Count == 0 && managerPath is null
            ? moved
            : moved.With(new ReleaseRewrite(changes, target, managerPath));
    }
}
