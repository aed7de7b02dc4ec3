namespace ReleaseManager.Core.Releases;

/// <summary>Which releases, and which of their revisions, are to be shown.</summary>
public sealed record ReleaseQuery
{
    /// <summary>Names of releases, with wildcards; empty means all.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Namespaces, with wildcards; empty means all.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];

    /// <summary>The one revision that is wanted of each release; null for the highest.</summary>
    public int? Revision { get; init; }

    /// <summary>Every revision instead of the highest.</summary>
    public bool AllRevisions { get; init; }

    /// <summary>Looks at deployed revisions only, so that the highest of them is the one in force.</summary>
    public bool DeployedOnly { get; init; }

    /// <summary>In what form they are shown.</summary>
    public ReleaseForm Form { get; init; } = ReleaseForm.Default;

    /// <summary>The revisions that are wanted out of those of one release.</summary>
    /// <param name="status">A revision's status; Helm goes by the label of its record.</param>
    internal IEnumerable<T> Pick<T>(IEnumerable<T> revisions, Func<T, int> number, Func<T, string?> status)
    {
        var ascending = revisions
            .Where(one => !DeployedOnly || status(one) == ReleaseStatuses.Deployed)
            .OrderBy(number);
        return Revision is { } wanted ? ascending.Where(one => number(one) == wanted)
            : AllRevisions ? ascending
            : ascending.TakeLast(1);
    }
}
