namespace ReleaseManager;

/// <summary>
/// What an import would do, with all that it needs to be carried out later: look at it, save it as JSON, pass it on to an import.
/// It holds names and counts, and of a chart rendered anew short differences outside of what may be secret; never values or manifests.
/// </summary>
public sealed record ReleaseImportPlan
{
    /// <summary>Where the state is; holds no credential.</summary>
    public required string Location { get; init; }

    /// <summary>The id of the state that the plan was made from.</summary>
    public required string StateId { get; init; }

    /// <summary>The number of the snapshot that comes back.</summary>
    public required int Snapshot { get; init; }

    /// <summary>What tells the snapshot from another one of the same number; null where there can be no other.</summary>
    public string? SnapshotFork { get; init; }

    /// <summary>When that snapshot was taken.</summary>
    public required DateTimeOffset SnapshotTime { get; init; }

    /// <summary>The API server that the plan was made for.</summary>
    public required Uri Cluster { get; init; }

    /// <summary>Identity of the cluster that the plan was made for: the uid of its <c>kube-system</c>; null where that may not be read.</summary>
    public string? ClusterId { get; init; }

    /// <summary>When the plan was made.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>How the import is to be done.</summary>
    public required ReleaseImportSettings Settings { get; init; }

    /// <summary>What should be looked at before the import.</summary>
    public IReadOnlyList<string> Warnings
    {
        get;
        init => field = IndexedList.Of(value);
    } = [];

    /// <summary>Captured custom resource definitions, in the order of their names.</summary>
    public IReadOnlyList<PlannedStep> CustomResourceDefinitions
    {
        get;
        init => field = IndexedList.Of(value);
    } = [];

    /// <summary>Namespaces of the releases and of their objects, in the order of their names.</summary>
    public IReadOnlyList<PlannedStep> Namespaces
    {
        get;
        init => field = IndexedList.Of(value);
    } = [];

    /// <summary>
    /// Saved Secrets, ConfigMaps and ServiceAccounts that the releases refer to and none owns, as <c>Kind namespace/name</c>; nothing unless it was asked for.
    /// </summary>
    public IReadOnlyList<PlannedStep> References
    {
        get;
        init => field = IndexedList.Of(value);
    } = [];

    /// <summary>The selected releases, in the order of namespace and name.</summary>
    public IReadOnlyList<ReleasePlan> Releases
    {
        get;
        init => field = IndexedList.Of(value);
    } = [];

    /// <summary>Whether a release of the plan is refused.</summary>
    public bool HasRefusals => Releases.Any(release => release.Action == ReleaseImportAction.Refuse);
}
