using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ReleaseManager.Cli.Output;

/// <summary>How results are written as JSON: indented, camelCase, text as it is.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    WriteIndented = true
)]
[JsonSerializable(typeof(ExportResult))]
[JsonSerializable(typeof(ReleaseImportPlan))]
[JsonSerializable(typeof(List<ReleaseImportResult>))]
[JsonSerializable(typeof(List<HelmReleaseSnapshot>))]
[JsonSerializable(typeof(List<ListedRelease>))]
[JsonSerializable(typeof(List<ListedRevision>))]
[JsonSerializable(typeof(ReleaseMetadata))]
[JsonSerializable(typeof(List<ListedDifference>))]
// What fields of values and objects hold.
[JsonSerializable(typeof(OrderedDictionary<string, object?>))]
[JsonSerializable(typeof(object[]))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(long))]
[JsonSerializable(typeof(decimal))]
[JsonSerializable(typeof(double))]
[JsonSerializable(typeof(SavedHelmChart))]
[JsonSerializable(typeof(VerifyResult))]
[JsonSerializable(typeof(ClearResult))]
[JsonSerializable(typeof(PruneResult))]
[JsonSerializable(typeof(CopyResult))]
[JsonSerializable(typeof(HelmReleaseStateKey))]
[JsonSerializable(typeof(List<HelmReleaseStateKey>))]
[JsonSerializable(typeof(VersionResult))]
internal sealed partial class CliJson : JsonSerializerContext
{
    /// <summary>The one to use: relaxed escaping, since nothing of it is ever put into HTML.</summary>
    public static CliJson Plain => field ??= new CliJson(Relaxed());

    private static JsonSerializerOptions Relaxed() =>
        new(new CliJson().GeneratedSerializerOptions!) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
