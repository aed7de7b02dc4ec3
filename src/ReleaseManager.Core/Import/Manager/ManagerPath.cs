using System.Text.Json;
using System.Text.Json.Nodes;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.Import.Manager;

/// <summary>
/// The path under which a daemon keeps its state, as the values of its own release say: <c>backend.path</c>, or plain <c>path</c>, of the user's values
/// before those of the chart.
/// </summary>
internal static class ManagerPath
{
    /// <summary>The name of the daemon's chart, the original's too.</summary>
    public const string Chart = "releasemanager";

    private const string Backend = "backend";
    private const string Path = "path";

    /// <summary>The path; null where the release is not a daemon's.</summary>
    public static string? Of(Release release) =>
        release.Chart?.Name == Chart ? Of(Values(release.Config)) ?? Of(Values(release.ChartValues)) : null;

    /// <summary>The user's values with another path wherever they name one; under <c>backend</c> where only the chart's own values did.</summary>
    public static JsonObject Moved(Release release, string path)
    {
        var values = Values(release.Config) ?? [];
        var isNamed = false;
        foreach (var holder in new[] { values[Backend] as JsonObject, values }.OfType<JsonObject>())
        {
            if (Text(holder[Path]) is not null)
            {
                holder[Path] = path;
                isNamed = true;
            }
        }

        if (!isNamed)
        {
            var backend = values[Backend] as JsonObject ?? [];
            backend[Path] = path;
            values[Backend] = backend;
        }

        return values;
    }

    private static JsonObject? Values(JsonElement? json) =>
        json is { } values ? GoJson.ReadNode(values) as JsonObject : null;

    private static string? Of(JsonObject? values) =>
        values is null ? null : Text(values.At(Backend, Path)) ?? Text(values[Path]);

    /// <summary><c>--set path=2024</c> is a number to Helm.</summary>
    private static string? Text(JsonNode? node) =>
        node?.GetValueKind() switch
        {
            JsonValueKind.String when node.GetValue<string>() is { Length: > 0 } text => text,
            JsonValueKind.Number => node.ToJsonString(),
            _ => null,
        };
}
