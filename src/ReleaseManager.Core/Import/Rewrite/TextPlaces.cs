using System.Text.Json.Nodes;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.Import.Rewrite;

/// <summary>
/// Walks through the texts of objects and values in which a namespace could be named. Left out is what says nothing of one, whatever it is called: kinds and
/// API groups, labels and selectors of labels (but for those of namespaces), the names of containers, volumes and ports, which only their own Pod knows, and
/// the names of Namespaces, of custom resource definitions and of API services.
/// </summary>
internal static class TextPlaces
{
    /// <summary>The texts of an object, those of a Secret as they are meant.</summary>
    public static IEnumerable<TextPlace> Of(JsonObject item) =>
        In(Readable(item), "", speaks: false).Where(place => !IsIdentity(item, place.Path));

    /// <summary>The texts of values.</summary>
    public static IEnumerable<TextPlace> OfValues(JsonNode? values) => In(values, "", speaks: false);

    private static JsonObject Readable(JsonObject item)
    {
        if (ObjectText.Kind(item) is not "Secret" || item["data"] is not JsonObject { Count: > 0 })
        {
            return item;
        }

        var readable = (JsonObject)item.DeepClone();
        var data = (JsonObject)readable["data"]!;
        foreach (var (name, text) in data.Select(member => (member.Key, member.Value.Text())).ToList())
        {
            if (ObjectText.Decoded(text ?? "") is { } decoded)
            {
                data[name] = decoded;
            }
        }

        return readable;
    }

    private static IEnumerable<TextPlace> In(JsonNode? node, string path, bool speaks) =>
        node switch
        {
            JsonObject members => members
                .Where(member => !SaysNothing(path, member.Key))
                .SelectMany(member =>
                    In(
                        member.Value,
                        $"{path}/{JsonPaths.Step(member.Key)}",
                        speaks || Speaks(member.Key) || (member.Key is "value" && Speaks(members["name"].Text()))
                    )
                ),
            JsonArray items => items.SelectMany(
                (item, at) => In(item, $"{path}/{at}", speaks || (at > 0 && IsFlagOfNamespace(items[at - 1].Text())))
            ),
            _ => node.Text() is { } text ? [new TextPlace(path, text, speaks)] : [],
        };

    private static bool Speaks(string? name) => name?.Contains("namespace", StringComparison.OrdinalIgnoreCase) is true;

    private static bool IsFlagOfNamespace(string? text) => text is "-n" || (text is ['-', ..] && Speaks(text));

    private static bool IsIdentity(JsonObject item, string path) =>
        path is "/kind" or "/apiVersion" or "/metadata/namespace"
        || (
            ObjectText.Kind(item) switch
            {
                "Namespace" => path is "/metadata/name",
                "CustomResourceDefinition" or "APIService" => path is "/metadata/name" or "/spec/group",
                _ => false,
            }
        );

    private static bool SaysNothing(string path, string key) =>
        key is "apiGroup" or "apiGroups"
        || (key is "name" && IsKnownToItsPodAlone(path))
        || (
            (
                path.EndsWith("/labels", StringComparison.Ordinal)
                || path.EndsWith("/matchLabels", StringComparison.Ordinal)
                || path.EndsWith("/selector", StringComparison.Ordinal)
            )
            && !path.Contains("amespace", StringComparison.Ordinal)
            && !key.Contains("amespace", StringComparison.Ordinal)
            && key is not "matchLabels" and not "matchExpressions"
        );

    private static bool IsKnownToItsPodAlone(string path) =>
        path.Split('/')
            is [
                ..,
                "containers"
                or "initContainers"
                or "ephemeralContainers"
                or "volumes"
                or "volumeMounts"
                or "volumeDevices"
                or "ports"
                or "env",
                _,
            ];
}
