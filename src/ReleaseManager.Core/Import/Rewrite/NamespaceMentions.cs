using System.Text;
using System.Text.Json.Nodes;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.Import.Rewrite;

/// <summary>
/// Finds where a release that moved to another namespace still names the old one: host names in arguments, selectors of namespaces, values. It is
/// told and not changed, since nobody can know what a text means.
/// </summary>
internal static class NamespaceMentions
{
    private const int Most = 50;

    /// <param name="release">The base revision as it comes back.</param>
    /// <param name="moved">The namespaces that moved.</param>
    /// <returns>For example <c>Deployment web: /spec/template/spec/containers/0/args/1 names shop</c>; never the text itself.</returns>
    public static IReadOnlyList<string> Find(Release release, IReadOnlyCollection<string> moved)
    {
        var objects = Manifest
            .Parse(release.Manifest)
            .Concat(release.Hooks.SelectMany(hook => Manifest.Parse(hook.Manifest)))
            .SelectMany(item => In(ObjectText.Describe(item.Json), Readable(item.Json), moved));
        var values = release.Config is { } config ? In("values", JsonNode.Parse(config.GetRawText()), moved) : [];
        var found = objects.Concat(values).Distinct(StringComparer.Ordinal).ToList();
        return found.Count <= Most ? found : [.. found.Take(Most), $"and {found.Count - Most} more places"];
    }

    /// <summary>A Secret with its texts as they are meant; any other object is itself.</summary>
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
            var bytes = new byte[text?.Length ?? 0];
            if (Convert.TryFromBase64String(text ?? "", bytes, out var length))
            {
                data[name] = Encoding.UTF8.GetString(bytes, 0, length);
            }
        }

        return readable;
    }

    private static IEnumerable<string> In(string what, JsonNode? root, IReadOnlyCollection<string> moved) =>
        Texts(root, "")
            .SelectMany(text =>
                moved.Where(name => Names(text.Value, name)).Select(name => $"{what}: {text.Path} names {name}")
            );

    private static IEnumerable<(string Path, string Value)> Texts(JsonNode? node, string path) =>
        node switch
        {
            JsonObject members => members
                .Where(member => !IsIdentity(path, member.Key))
                .SelectMany(member => Texts(member.Value, $"{path}/{JsonPaths.Step(member.Key)}")),
            JsonArray items => items.SelectMany((item, at) => Texts(item, $"{path}/{at}")),
            _ => node.Text() is { } text ? [(path, text)] : [],
        };

    /// <summary>Names and labels that happen to be called as a namespace say nothing of it; a label that is a namespace's name does.</summary>
    private static bool IsIdentity(string path, string key) =>
        path is "" && key is "kind" or "apiVersion"
        || path is "/metadata" && key is "name" or "namespace"
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

    /// <summary>Whether the name stands in the text as a word of its own: in <c>db.shop.svc</c>, not in <c>shopping</c> or <c>shop-2</c>.</summary>
    private static bool Names(string text, string name)
    {
        for (
            var at = text.IndexOf(name, StringComparison.Ordinal);
            at >= 0;
            at = text.IndexOf(name, at + 1, StringComparison.Ordinal)
        )
        {
            var end = at + name.Length;
            if ((at == 0 || !IsOfName(text[at - 1])) && (end == text.Length || !IsOfName(text[end])))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsOfName(char c) => char.IsLetterOrDigit(c) || c is '-' or '_';
}
