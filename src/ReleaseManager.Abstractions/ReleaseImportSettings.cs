namespace ReleaseManager;

/// <summary>How an import is done; part of a plan, so that a saved plan runs as it was approved.</summary>
public sealed record ReleaseImportSettings
{
    /// <summary>Whether hooks stay unrun.</summary>
    public bool NoHooks { get; init; }

    /// <summary>Whether captured custom resource definitions stay out.</summary>
    public bool SkipCrds { get; init; }

    /// <summary>
    /// Whether Secrets, ConfigMaps and ServiceAccounts that were saved since releases refer to them, and that the target lacks, are created.
    /// </summary>
    public bool IncludeReferences { get; init; }

    /// <summary>Whether only the highest and the base revision come back, without the history.</summary>
    public bool NoHistory { get; init; }

    /// <summary>Whether missing namespaces are created; true unless said otherwise.</summary>
    public bool CreateNamespaces { get; init; } = true;

    /// <summary>From a namespace of the saved releases to the one in which they come back; what is not named stays.</summary>
    public IReadOnlyDictionary<string, string> NamespaceMap { get; init; } =
        new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// The path under which the daemon that keeps this state, if its own release is among those that come back, is to keep its state from now on; null where
    /// none was given.
    /// </summary>
    public string? NewPath { get; init; }

    /// <summary>Whether releases of daemons come back with the paths that they have. They stay out otherwise, unless they are given a new one.</summary>
    public bool KeepPath { get; init; }

    /// <summary>Changes of objects on the way, in the order in which they are made.</summary>
    public IReadOnlyList<ObjectRule> Modify
    {
        get;
        init => field = IndexedList.Of(value);
    } = [];

    /// <summary>Whether a plan has the API server check each object by a dry run.</summary>
    public bool Verify { get; init; }

    /// <summary>Whether objects that are there and belong to nobody or to another release are taken over.</summary>
    public bool TakeOwnership { get; init; }

    /// <summary>Whether a release that is there and is another than the saved one is uninstalled first, as Helm would.</summary>
    public bool Recreate { get; init; }

    /// <summary>
    /// Whether a release that was uninstalled in the target with its history kept gives its name back: its records are removed, as with
    /// <see cref="Recreate"/>, but nothing that runs is touched.
    /// </summary>
    public bool ReplaceUninstalled { get; init; }

    /// <summary>Whether what an import made for a release is taken back where that release fails.</summary>
    public bool Atomic { get; init; }

    /// <summary>Whether no further release is begun once one has failed.</summary>
    public bool StopOnError { get; init; }

    /// <summary>How many releases are brought back at the same time: 1 to 256.</summary>
    public int Parallelism { get; init; } = 16;

    /// <summary>
    /// Whether each release is waited for until its objects are ready, by the rules of Helm's <c>--wait</c>; one that does not get ready in
    /// time has failed.
    /// </summary>
    public bool Wait { get; init; }

    /// <summary>Whether the Jobs among its objects are waited for too, until they are complete; waits for all else as well.</summary>
    public bool WaitForJobs { get; init; }

    /// <summary>
    /// How long one hook, the wait for a release to be ready, or what passes by itself (a webhook not up yet, a CRD not established yet), may
    /// take for one release.
    /// </summary>
    public TimeSpan ReleaseTimeout { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>Whether the stored manifests are replayed, or Helm renders the charts anew.</summary>
    public ReleaseImportMode Mode { get; init; }

    /// <summary>
    /// Where charts to be rendered come from, by <c>namespace/release</c>, release or chart name: a folder, an archive, <c>repository/chart</c> or
    /// <c>oci://...</c>, the last two with <c>@version</c> where it is not the stored one. What is not named here comes from the release itself.
    /// </summary>
    public IReadOnlyDictionary<string, string> ChartSources { get; init; } =
        new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Whether new values count only where the release sets a value itself.</summary>
    public bool UpdateValues { get; init; }

    /// <summary>
    /// What tells whether values are those that the plan was made with; null where it was made without. The values themselves are no part of a plan:
    /// whoever carries it out gives them again.
    /// </summary>
    public string? ValuesDigest { get; init; }

    /// <summary>Whether a rendered chart may bring fewer objects than were stored.</summary>
    public bool AllowFewerObjects { get; init; }
}
