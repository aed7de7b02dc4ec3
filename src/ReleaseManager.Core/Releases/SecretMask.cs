using System.Text;
using System.Text.Json.Nodes;

namespace ReleaseManager.Core.Releases;

/// <summary>
/// Hides what Secrets of a manifest hold. The names of their entries stay. A masked text says so in each document that it changed, in a comment and in
/// the very values, which are no base64.
/// </summary>
internal static class SecretMask
{
    private const string Hidden = "(masked)";
    private const string Kind = "Secret";
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";
    private const string Note =
        "# MASKED: what this Secret holds is not shown, so this is not what Helm stored. Get-HelmRelease -ShowSecret shows it.\n";
    private const string UnreadableNote =
        "# MASKED: this document cannot be read and may be a Secret, so it is not shown. Get-HelmRelease -ShowSecret shows it.\n";

    /// <summary>A manifest with its Secrets masked; all else as it is.</summary>
    public static string Text(string manifest)
    {
        if (!MayHold(manifest))
        {
            return manifest;
        }

        try
        {
            var documents = ManifestSplitter.ForApplying(manifest).Select(document => (document, Masked(document)));
            var shown = documents.Select(pair => (pair.document.Text, Masked: pair.Item2)).ToList();
            return shown.TrueForAll(pair => pair.Masked is null)
                ? manifest
                : string.Join("---\n", shown.Select(pair => pair.Masked ?? pair.Text));
        }
        catch (RecordException)
        {
            return UnreadableNote;
        }
    }

    /// <summary>An object with what it holds masked if it is a Secret; else the very object.</summary>
    public static JsonObject Object(JsonObject json)
    {
        if (!Holds(json))
        {
            return json;
        }

        var masked = (JsonObject)json.DeepClone();
        Mask(masked, isSecret: false);
        return masked;
    }

    /// <summary>Masks one document; null where there is nothing to mask.</summary>
    private static string? Masked(ManifestDocument document)
    {
        if (!MayHold(document.Text))
        {
            return null;
        }

        JsonNode? json;
        try
        {
            json = YamlReader.Read(document.Text);
        }
        catch (RecordException)
        {
            return Head(document, UnreadableNote);
        }

        return json is JsonObject found && Holds(found)
            ? Head(document, Note) + YamlWriter.ToText(Object(found))
            : null;
    }

    private static string Head(ManifestDocument document, string note)
    {
        var head = new StringBuilder();
        head.Append(document.Text.StartsWith("---", StringComparison.Ordinal) ? "---\n" : "");
        head.Append(document.Source is { } source ? $"# Source: {source}\n" : "");
        return head.Append(note).ToString();
    }

    // A word may be written with escapes; then the document is read to find out.
    private static bool MayHold(string text) =>
        text.Contains(Kind, StringComparison.Ordinal) || text.Contains('\\', StringComparison.Ordinal);

    private static bool Holds(JsonObject json) =>
        IsOf(json, Kind) || IsOf(json, Kind + "List") || Items(json).Any(Holds);

    private static void Mask(JsonObject json, bool isSecret)
    {
        if (isSecret || IsOf(json, Kind))
        {
            foreach (var name in json.Select(member => member.Key).Where(IsContent).ToList())
            {
                json[name] = Masked(json[name]);
            }

            if (json.At("metadata", "annotations") is JsonObject annotations && annotations.ContainsKey(LastApplied))
            {
                annotations[LastApplied] = Hidden;
            }
        }

        foreach (var item in Items(json))
        {
            Mask(item, isSecret: IsOf(json, Kind + "List"));
        }
    }

    private static JsonNode? Masked(JsonNode? content) =>
        content switch
        {
            null => null,
            JsonObject entries => new JsonObject(
                entries.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)JsonValue.Create(Hidden)))
            ),
            _ => JsonValue.Create(Hidden),
        };

    private static bool IsContent(string name) =>
        name.Equals("data", StringComparison.OrdinalIgnoreCase)
        || name.Equals("stringData", StringComparison.OrdinalIgnoreCase);

    private static bool IsOf(JsonObject json, string kind) => json["kind"].Text() == kind;

    private static IEnumerable<JsonObject> Items(JsonObject json) =>
        json["items"] is JsonArray items ? items.OfType<JsonObject>() : [];
}
