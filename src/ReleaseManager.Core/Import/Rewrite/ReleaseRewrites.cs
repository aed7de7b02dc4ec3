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

    /// <summary>Positions, from 1, of the rules that matched no object so far.</summary>
    public IReadOnlyList<int> UnusedRules => _rules.Unused;

    /// <summary>Whether every revision has to be looked at before it is known what changes.</summary>
    public bool ChangesAny => _namespaces.Count > 0 || !_rules.IsEmpty;

    /// <summary>The release where it comes back and with what changes.</summary>
    public SavedRelease Apply(SavedRelease saved)
    {
        var moved = saved.MovedTo(_namespaces.GetValueOrDefault(saved.Namespace, saved.Namespace));
        var changes = _ofAll.Concat(_rules.For(moved.Name, moved.Namespace)).ToList();
        var target = moved.Namespace == saved.Namespace ? null : moved.Namespace;
        return changes.Count == 0 ? moved : moved.With(new ReleaseRewrite(changes, target));
    }
}
