namespace ReleaseManager;

/// <summary>Which objects a rule changes: those for which all that is asked for holds.</summary>
public sealed record ObjectRuleMatch
{
    /// <summary>Kinds, for example <c>Deployment</c>; with wildcards; empty means all.</summary>
    public IReadOnlyList<string> Kinds
    {
        get;
        init => field = IndexedList.Of(value);
    } = [];

    /// <summary>Names of objects, with wildcards; empty means all.</summary>
    public IReadOnlyList<string> Names
    {
        get;
        init => field = IndexedList.Of(value);
    } = [];

    /// <summary>Namespaces in which the objects will stand, with wildcards; empty means all, and what no namespace holds.</summary>
    public IReadOnlyList<string> Namespaces
    {
        get;
        init => field = IndexedList.Of(value);
    } = [];

    /// <summary>Names of releases, with wildcards; empty means all.</summary>
    public IReadOnlyList<string> Releases
    {
        get;
        init => field = IndexedList.Of(value);
    } = [];

    /// <summary>Labels that the objects bear in the manifest, each with the value wanted, which may have wildcards.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } =
        new SortedDictionary<string, string>(StringComparer.Ordinal);
}
