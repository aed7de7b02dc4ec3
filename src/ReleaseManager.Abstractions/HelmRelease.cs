using System.Text.Json.Serialization;

namespace ReleaseManager;

/// <summary>
/// One revision of a release, in a cluster or in a state. What a list shows is there at once; values, manifest, objects, notes, hooks,
/// templates and history are read when they are first asked for.
/// </summary>
/// <param name="read">Reads and decodes the record.</param>
/// <param name="readHistory">Finds all revisions of the release, the oldest first.</param>
public sealed class HelmRelease(
    Func<CancellationToken, Task<HelmReleaseContent>> read,
    Func<CancellationToken, Task<IReadOnlyList<HelmRelease>>> readHistory
)
{
    private HelmReleaseContent? _content;
    private IReadOnlyList<HelmRelease>? _history;

    /// <summary>The namespace that holds the release's records.</summary>
    public required string Namespace { get; init; }

    /// <summary>The release's name.</summary>
    public required string Name { get; init; }

    /// <summary>The revision.</summary>
    public required int Revision { get; init; }

    /// <summary>Helm's status, for example <c>deployed</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Chart and version in one, as <c>helm list</c> shows them; null where the record cannot be read.</summary>
    public string? Chart => ChartName is null ? null : $"{ChartName}-{ChartVersion}";

    /// <summary>The chart's name; null where the record cannot be read.</summary>
    public string? ChartName { get; init; }

    /// <summary>The chart's version; null where the record cannot be read.</summary>
    public string? ChartVersion { get; init; }

    /// <summary>Version of what the chart installs; null where the record cannot be read.</summary>
    public string? AppVersion { get; init; }

    /// <summary>When this revision was deployed; null where the record does not say.</summary>
    public DateTimeOffset? Updated { get; init; }

    /// <summary>Where Helm keeps the record: <c>secret</c> or <c>configmap</c>.</summary>
    public required string Driver { get; init; }

    /// <summary>Where it was found: the location of a state, or the address of a cluster.</summary>
    public required string Source { get; init; }

    /// <summary>The number of the snapshot that it was found in; null in a cluster.</summary>
    public int? Snapshot { get; init; }

    /// <summary>Why the record cannot be read; null where it can.</summary>
    public string? Problem { get; init; }

    /// <summary>What Helm noted of the last operation.</summary>
    [JsonIgnore]
    public string Description => Content.Description;

    /// <summary>When the first revision was deployed; null where the record does not say.</summary>
    [JsonIgnore]
    public DateTimeOffset? FirstDeployed => Content.FirstDeployed;

    /// <summary>The user's values.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, object?> Values => Content.Values;

    /// <summary>The user's values over the chart's defaults, as <c>helm get values --all</c> shows them.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, object?> ComputedValues => Content.ComputedValues;

    /// <summary>
    /// The rendered objects as one YAML stream; what Secrets hold is masked, and said to be, unless Secrets were asked for.
    /// </summary>
    [JsonIgnore]
    public string Manifest => Content.Manifest;

    /// <summary>The rendered objects, to be looked into by the names of their fields; of Secrets as in the manifest.</summary>
    [JsonIgnore]
    public IReadOnlyList<object> Objects => Content.Objects;

    /// <summary>The rendered notes; empty where the chart has none.</summary>
    [JsonIgnore]
    public string Notes => Content.Notes;

    /// <summary>The hooks in stored order.</summary>
    [JsonIgnore]
    public IReadOnlyList<HelmReleaseHook> Hooks => Content.Hooks;

    /// <summary>The chart's templates, without those of its subcharts.</summary>
    [JsonIgnore]
    public IReadOnlyList<HelmChartTemplate> ChartTemplates => Content.ChartTemplates;

    /// <summary>All revisions of the release, the oldest first: of the same snapshot, or as the cluster has them when they are first asked for.</summary>
    [JsonIgnore]
    public IReadOnlyList<HelmRelease> History =>
        _history ?? ReadHistoryAsync(CancellationToken.None).GetAwaiter().GetResult();

    // A property cannot be awaited; whoever asks for one (a prompt, a formatting view) waits on its own thread.
    private HelmReleaseContent Content => _content ?? ReadContentAsync(CancellationToken.None).GetAwaiter().GetResult();

    /// <summary>Reads what the properties above show, or gives it again.</summary>
    /// <exception cref="ReleaseManagerException">The record cannot be read, or is damaged or gone.</exception>
    public async Task<HelmReleaseContent> ReadContentAsync(CancellationToken stop) => _content ??= await read(stop);

    /// <summary>Reads the revisions of the release, or gives them again.</summary>
    /// <exception cref="ReleaseManagerException">The cluster cannot be asked.</exception>
    public async Task<IReadOnlyList<HelmRelease>> ReadHistoryAsync(CancellationToken stop) =>
        _history ??= IndexedList.Of(await readHistory(stop));

    /// <inheritdoc/>
    public override string ToString() => $"{Namespace}/{Name} v{Revision}";
}
