namespace ReleaseManager;

/// <summary>What an import would do with one release.</summary>
public sealed record ReleasePlan
{
    /// <summary>The namespace that holds the release's records.</summary>
    public required string Namespace { get; init; }

    /// <summary>The namespace in which it was when it was saved, where it comes back in another one; null where it stays.</summary>
    public string? SourceNamespace { get; init; }

    /// <summary>The release's name.</summary>
    public required string Name { get; init; }

    /// <summary>Where Helm keeps its records: <c>secret</c> or <c>configmap</c>.</summary>
    public required string Driver { get; init; }

    /// <summary>What would be done.</summary>
    public required ReleaseImportAction Action { get; init; }

    /// <summary>The id of the error that a refusal ends with; null for any other action.</summary>
    public string? ErrorId { get; init; }

    /// <summary>Why: for a refusal what stands in the way and the way out; for a skip what is there.</summary>
    public IReadOnlyList<string> Reasons
    {
        get;
        init => field = IndexedList.Of(value);
    } = [];

    /// <summary>The highest saved revision.</summary>
    public required int Revision { get; init; }

    /// <summary>The status with which the highest revision comes back.</summary>
    public required string Status { get; init; }

    /// <summary>The revision whose objects are brought back: the highest deployed, else the highest superseded; null with neither.</summary>
    public int? BaseRevision { get; init; }

    /// <summary>How many saved revisions come back.</summary>
    public int Records { get; init; }

    /// <summary>Chart name and version of the highest revision, as <c>helm list</c> shows it.</summary>
    public string? Chart { get; init; }

    /// <summary>How many objects of each kind the base revision's manifest holds.</summary>
    public IReadOnlyDictionary<string, int> Objects { get; init; } =
        new SortedDictionary<string, int>(StringComparer.Ordinal);

    /// <summary>Objects of the saved manifest and of its hooks that are left out, since their kind has no successor in the cluster.</summary>
    public IReadOnlyList<string> LeftOut
    {
        get;
        init => field = IndexedList.Of(value);
    } = [];

    /// <summary>Objects that no namespace holds, as <c>Kind/name</c>.</summary>
    public IReadOnlyList<string> ClusterScoped
    {
        get;
        init => field = IndexedList.Of(value);
    } = [];

    /// <summary>Objects in other namespaces than the release's, as <c>Kind namespace/name</c>.</summary>
    public IReadOnlyList<string> OutsideNamespace
    {
        get;
        init => field = IndexedList.Of(value);
    } = [];

    /// <summary>Hooks that would run, in order, as <c>event Kind/name</c>.</summary>
    public IReadOnlyList<string> Hooks
    {
        get;
        init => field = IndexedList.Of(value);
    } = [];

    /// <summary>Volume claims that come back without their data, as <c>namespace/name</c>.</summary>
    public IReadOnlyList<string> EmptyVolumes
    {
        get;
        init => field = IndexedList.Of(value);
    } = [];

    /// <summary>What is changed on the way, in the cluster and in the records alike: objects and places in them, never values.</summary>
    public IReadOnlyList<string> Changes
    {
        get;
        init => field = IndexedList.Of(value);
    } = [];

    /// <summary>
    /// Places that still name the namespace that the release leaves, and that only a person can judge: names of objects, which the next upgrade may
    /// change, before all else.
    /// </summary>
    public IReadOnlyList<string> Mentions
    {
        get;
        init => field = IndexedList.Of(value);
    } = [];

    /// <summary>Saved objects of the plan that come first, since this release refers to them, as <c>Kind namespace/name</c>.</summary>
    public IReadOnlyList<string> References
    {
        get;
        init => field = IndexedList.Of(value);
    } = [];

    /// <summary>
    /// Secrets, ConfigMaps and ServiceAccounts that the release refers to and that nobody will have brought, as
    /// <c>Secret namespace/name (Deployment web)</c>; says of one that is saved how it comes back.
    /// </summary>
    public IReadOnlyList<string> DanglingReferences
    {
        get;
        init => field = IndexedList.Of(value);
    } = [];

    /// <summary>Releases of the plan that come first, since they bring kinds that this one uses, as <c>driver/namespace/name</c>.</summary>
    public IReadOnlyList<string> After
    {
        get;
        init => field = IndexedList.Of(value);
    } = [];

    /// <summary>What should be looked at before the import.</summary>
    public IReadOnlyList<string> Warnings
    {
        get;
        init => field = IndexedList.Of(value);
    } = [];

    /// <summary>The path under which it will keep its state, where it is a ReleaseManager daemon itself; null for any other release.</summary>
    public string? ManagerPath { get; init; }

    /// <summary>What the chart becomes where it is rendered anew; null where the stored manifest is replayed, or the release is refused before.</summary>
    public ReleaseRender? Render { get; init; }
}
