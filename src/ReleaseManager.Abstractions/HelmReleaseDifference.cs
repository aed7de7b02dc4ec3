using System.Text.Json.Serialization;

namespace ReleaseManager;

/// <summary>
/// A release that two snapshots, a snapshot and a cluster, or two clusters do not hold alike, or that has drifted in its cluster. What a list shows is
/// there at once; the differences of values, manifests, hooks and notes are worked out when they are first asked for.
/// </summary>
/// <param name="read">Reads both records and compares them.</param>
public sealed class HelmReleaseDifference(Func<CancellationToken, Task<HelmReleaseDifferenceContent>> read)
{
    private HelmReleaseDifferenceContent? _content;

    /// <summary>The namespace that holds the release's records.</summary>
    public required string Namespace { get; init; }

    /// <summary>The release's name.</summary>
    public required string Name { get; init; }

    /// <summary>What differs, in one word.</summary>
    public required HelmReleaseChange Change { get; init; }

    /// <summary>The highest revision on the reference side; null where that does not hold the release.</summary>
    public HelmRelease? Reference { get; init; }

    /// <summary>The highest revision on the difference side; null where that does not hold the release.</summary>
    public HelmRelease? Difference { get; init; }

    /// <summary>What the reference side is, in a few words, for example <c>snapshot 3</c>.</summary>
    public required string ReferenceSource { get; init; }

    /// <summary>What the difference side is, in a few words, for example <c>cluster blue</c>.</summary>
    public required string DifferenceSource { get; init; }

    /// <summary>Revision, status, chart and app version where they differ, for example <c>revision 2 -&gt; 3</c>.</summary>
    public IReadOnlyList<string> Changes
    {
        get;
        init => field = IndexedList.Of(value);
    } = [];

    /// <summary>
    /// The objects of the difference cluster that are not what the manifest of the deployed revision says; null where they were not looked at. Fields
    /// give the manifest's as reference and the live object's as difference.
    /// </summary>
    public IReadOnlyList<HelmObjectDifference>? Drift
    {
        get;
        init => field = value is null ? null : IndexedList.Of(value);
    }

    /// <summary>What could not be compared, and why; null where all of it was.</summary>
    public string? Problem { get; init; }

    /// <summary>The user's values that differ.</summary>
    [JsonIgnore]
    public IReadOnlyList<HelmFieldDifference> Values => Content.Values;

    /// <summary>The objects of manifest and hooks that differ.</summary>
    [JsonIgnore]
    public IReadOnlyList<HelmObjectDifference> Objects => Content.Objects;

    /// <summary>The difference of the user's values, as a unified diff of YAML.</summary>
    [JsonIgnore]
    public string ValuesDiff => Content.ValuesDiff;

    /// <summary>The differences of the manifests, object by object, as unified diffs.</summary>
    [JsonIgnore]
    public string ManifestDiff => Joined(Content.Objects.Where(item => !item.IsHook));

    /// <summary>The differences of the hooks, as unified diffs.</summary>
    [JsonIgnore]
    public string HooksDiff => Joined(Content.Objects.Where(item => item.IsHook));

    /// <summary>The difference of the rendered notes, as a unified diff.</summary>
    [JsonIgnore]
    public string NotesDiff => Content.NotesDiff;

    /// <summary>The drift, object by object, as unified diffs from the manifest to what is live.</summary>
    [JsonIgnore]
    public string DriftDiff => Joined(Drift ?? []);

    /// <summary>All differences as one text.</summary>
    [JsonIgnore]
    public string Diff =>
        Change is HelmReleaseChange.Equal or HelmReleaseChange.Drifted
            ? DriftDiff
            : ValuesDiff + ManifestDiff + HooksDiff + NotesDiff + DriftDiff;

    // A property cannot be awaited; whoever asks for one (a prompt, a formatting view) waits on its own thread.
    private HelmReleaseDifferenceContent Content =>
        _content ?? ReadContentAsync(CancellationToken.None).GetAwaiter().GetResult();

    /// <summary>Works out what the properties above show, or gives it again.</summary>
    /// <exception cref="ReleaseManagerException">A record cannot be read, or is damaged or gone.</exception>
    public async Task<HelmReleaseDifferenceContent> ReadContentAsync(CancellationToken stop) =>
        _content ??= await read(stop);

    /// <inheritdoc/>
    public override string ToString() => $"{Namespace}/{Name}: {Change}";

    private static string Joined(IEnumerable<HelmObjectDifference> items) =>
        string.Concat(items.Select(item => item.Diff));
}
