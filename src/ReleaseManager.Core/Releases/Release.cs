using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ReleaseManager.Core.Releases;

/// <summary>
/// A decoded record: a view on its JSON that copies a member only when it is asked for. Member names match without
/// regard to case and the last of repeated ones wins, as in Go.
/// </summary>
public sealed class Release
{
    private readonly RecordNode root;
    private readonly DecodeLimits limits;

    private Release(ReadOnlyMemory<byte> json, RecordNode root, DecodeLimits limits)
    {
        Json = json;
        this.root = root;
        this.limits = limits;
    }

    /// <summary>The record's JSON as decoded.</summary>
    public ReadOnlyMemory<byte> Json { get; }

    /// <summary>The release's name.</summary>
    public string Name => Text(root["name"]);

    /// <summary>The release's namespace, as the body says.</summary>
    public string Namespace => Text(root["namespace"]);

    /// <summary>The revision.</summary>
    public int Revision => Whole(root["version"]);

    /// <summary>Whether the record has an <c>info</c>; <c>helm list</c> crashes on one without.</summary>
    public bool HasInfo => Info is { IsNull: false };

    /// <summary>One of <see cref="ReleaseStatuses"/>, or whatever stands there.</summary>
    public string Status => Text(Info?["status"]);

    /// <summary>What Helm noted of the last operation.</summary>
    public string Description => Text(Info?["description"]);

    /// <summary>When the first revision was deployed; null for none.</summary>
    public DateTimeOffset? FirstDeployed => Time(Info?["first_deployed"]);

    /// <summary>When this revision was deployed; null for none.</summary>
    public DateTimeOffset? LastDeployed => Time(Info?["last_deployed"]);

    /// <summary>When the release was uninstalled; null for never.</summary>
    public DateTimeOffset? Deleted => Time(Info?["deleted"]);

    /// <summary>When this revision was deployed, as written: nine fractional digits and offset; empty for none.</summary>
    public string LastDeployedText => Text(Info?["last_deployed"]);

    /// <summary>The rendered NOTES.txt.</summary>
    public string Notes => Text(Info?["notes"]);

    /// <summary>The rendered objects as one YAML stream.</summary>
    public string Manifest => field ??= Text(root["manifest"]);

    /// <summary>The hooks in stored order.</summary>
    public IReadOnlyList<Hook> Hooks =>
        field ??= [
            .. (root["hooks"]?.Items ?? [])
                .Select((node, index) => (node, index))
                .Where(item => !item.node.IsNull)
                .Select(item => ToHook(item.node, item.index)),
        ];

    /// <summary>How Helm 4 wrote the objects: <c>ssa</c> or <c>csa</c>; null in a record of Helm 3.</summary>
    public string? ApplyMethod => root["apply_method"] is { IsNull: false } node ? Text(node) : null;

    /// <summary>Whether the objects were written by server-side apply.</summary>
    public bool ServerSideApply => ApplyMethod is "ssa";

    /// <summary>The chart's metadata; null where the record has none.</summary>
    public ChartMetadata? Chart => field ??= Metadata is { IsNull: false } node ? ToMetadata(node) : null;

    /// <summary>The whole Chart.yaml as the record holds it; null where it holds none.</summary>
    internal JsonElement? ChartMetadataJson => Element(Metadata);

    /// <summary>The chart's lock of its dependencies; null where it has none.</summary>
    internal JsonElement? ChartLock => Element(ChartNode?["lock"]);

    /// <summary>The user's values; null where there are none. Numbers keep their text.</summary>
    public JsonElement? Config => field ??= Element(root["config"]);

    /// <summary>The chart's default values; null where there are none.</summary>
    public JsonElement? ChartValues => field ??= Element(ChartNode?["values"]);

    /// <summary>The chart's values.schema.json; empty where it has none.</summary>
    public ReadOnlyMemory<byte> ChartSchema => Bytes(ChartNode?["schema"]);

    /// <summary>The chart's templates, without those of subcharts.</summary>
    public IReadOnlyList<ChartFile> Templates => field ??= FilesOf("templates");

    /// <summary>The chart's other files, without those of subcharts.</summary>
    public IReadOnlyList<ChartFile> Files => field ??= FilesOf("files");

    /// <summary>The files under <c>crds/</c> that Helm installs.</summary>
    public IEnumerable<ChartFile> CrdFiles => Files.Where(IsCrdFile);

    private RecordNode? Info => root["info"];

    private RecordNode? ChartNode => root["chart"];

    private RecordNode? Metadata => ChartNode?["metadata"];

    /// <summary>Checks a record's JSON and views it.</summary>
    /// <param name="json">Decoded by <see cref="RecordCodec"/>; kept, not copied.</param>
    /// <param name="limits">What is too much; null for the default.</param>
    /// <exception cref="RecordException">Not JSON, nested too deep, or of other types than Helm can read.</exception>
    public static Release Parse(ReadOnlyMemory<byte> json, DecodeLimits? limits = null)
    {
        limits ??= DecodeLimits.Default;
        return new Release(json, RecordReader.Read(json.Span, limits), limits);
    }

    /// <summary>Decodes and parses a record's value.</summary>
    /// <param name="record">The record; an error names it.</param>
    /// <param name="limits">What is too much; null for the default.</param>
    /// <exception cref="RecordException">It cannot be decoded.</exception>
    public static Release Read(StoredRecord record, DecodeLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(record);
        limits ??= DecodeLimits.Default;
        try
        {
            return Parse(RecordCodec.Decode(record.Value, limits), limits);
        }
        catch (RecordException error)
        {
            var target = $"{record.Namespace}/{record.ObjectName}";
            throw new RecordException(error.ErrorId, $"Record {target} cannot be read. {error.Message}", error)
            {
                Target = target,
            };
        }
    }

    // chart.CRDObjects and hasManifestExtension in Helm's pkg/chart/chart.go.
    private static bool IsCrdFile(ChartFile file) =>
        file.Name.StartsWith("crds/", StringComparison.Ordinal)
        && Path.GetExtension(file.Name) is var extension
        && (
            extension.Equals(".yaml", StringComparison.OrdinalIgnoreCase)
            || extension.Equals(".yml", StringComparison.OrdinalIgnoreCase)
            || extension.Equals(".json", StringComparison.OrdinalIgnoreCase)
        );

    private static IEnumerable<RecordNode> Elements(RecordNode? list) =>
        list is null ? [] : list.Items.Where(item => !item.IsNull);

    private Hook ToHook(RecordNode node, int index) =>
        new()
        {
            Index = index,
            Name = Text(node["name"]),
            Kind = Text(node["kind"]),
            Path = Text(node["path"]),
            Manifest = Text(node["manifest"]),
            Events = Texts(node["events"]),
            Weight = node["weight"] is { IsNull: false } weight
                ? long.Parse(Raw(weight), CultureInfo.InvariantCulture)
                : 0,
            DeletePolicies = Texts(node["delete_policies"]),
            OutputLogPolicies = Texts(node["output_log_policies"]),
            LastRun = node["last_run"] is { } run
                ? new HookRun(Text(run["started_at"]), Text(run["completed_at"]), Text(run["phase"]))
                : HookRun.Never,
        };

    private ChartMetadata ToMetadata(RecordNode node) =>
        new()
        {
            Name = Text(node["name"]),
            Version = Text(node["version"]),
            AppVersion = Text(node["appVersion"]),
            ApiVersion = Text(node["apiVersion"]),
            Type = Text(node["type"]),
            Description = Text(node["description"]),
            KubeVersion = Text(node["kubeVersion"]),
            Deprecated = node["deprecated"] is { } deprecated && Raw(deprecated)[0] == (byte)'t',
            Annotations = PlainValues
                .From(Element(node["annotations"]))
                .ToDictionary(pair => pair.Key, pair => $"{pair.Value}", StringComparer.Ordinal),
            Dependencies = [.. Elements(node["dependencies"]).Select(ToDependency)],
        };

    private HelmChartDependency ToDependency(RecordNode node) =>
        new()
        {
            Name = Text(node["name"]),
            Version = Text(node["version"]),
            Repository = RepositoryUrl.WithoutCredential(Text(node["repository"])),
        };

    private ChartFile[] FilesOf(string member) =>
        [.. Elements(ChartNode?[member]).Select(node => new ChartFile(Text(node["name"]), Bytes(node["data"])))];

    private IReadOnlyList<string> Texts(RecordNode? list) => list is null ? [] : [.. list.Items.Select(Text)];

    private ReadOnlySpan<byte> Raw(RecordNode node) => Json.Span[node.Start..node.End];

    private string Text(RecordNode? node) => node is null or { IsNull: true } ? "" : GoJson.Read(Raw(node)[1..^1]);

    private int Whole(RecordNode? node) =>
        node is null or { IsNull: true } ? 0 : int.Parse(Raw(node), CultureInfo.InvariantCulture);

    private DateTimeOffset? Time(RecordNode? node) => RecordTime.TryParse(Text(node), out var time) ? time : null;

    private ReadOnlyMemory<byte> Bytes(RecordNode? node) =>
        GoBase64.Decode(Encoding.UTF8.GetBytes(Text(node))).GetValueOrDefault();

    private JsonElement? Element(RecordNode? node)
    {
        if (node is null or { IsNull: true })
        {
            return null;
        }

        using var document = JsonDocument.Parse(
            Json[node.Start..node.End],
            new JsonDocumentOptions { MaxDepth = limits.Depth }
        );
        return document.RootElement.Clone();
    }
}
