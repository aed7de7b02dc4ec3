using System.Text.Json.Nodes;

namespace ReleaseManager.Core.Releases;

/// <summary>One object of a manifest or hook, as it would be sent to the API.</summary>
public sealed class ManifestObject
{
    internal ManifestObject(JsonObject json, ManifestDocument document, bool hasRepeatedKeys)
    {
        Json = json;
        Document = document.Index;
        Source = document.Source;
        HasRepeatedKeys = hasRepeatedKeys;
        ApiVersion = Text(json["apiVersion"]);
        Kind = Text(json["kind"]);
        var slash = ApiVersion.IndexOf('/', StringComparison.Ordinal);
        Group = slash < 0 ? "" : ApiVersion[..slash];
        Version = ApiVersion[(slash + 1)..];
        var metadata = json["metadata"] as JsonObject;
        Name = Text(metadata?["name"]);
        Namespace = Text(metadata?["namespace"]) is { Length: > 0 } own ? own : null;
        GenerateName = Text(metadata?["generateName"]) is { Length: > 0 } prefix ? prefix : null;
        Annotations = ToAnnotations(metadata?["annotations"] as JsonObject);
    }

    /// <summary>For example <c>apps/v1</c>; empty where the object has none.</summary>
    public string ApiVersion { get; }

    /// <summary>The group; empty for the core group.</summary>
    public string Group { get; }

    /// <summary>The version within the group.</summary>
    public string Version { get; }

    /// <summary>The kind.</summary>
    public string Kind { get; }

    /// <summary>The name; empty where the object has none.</summary>
    public string Name { get; }

    /// <summary>The namespace that the object names itself; null where it leaves that to the client.</summary>
    public string? Namespace { get; }

    /// <summary>The prefix of a name that the API makes; null for none.</summary>
    public string? GenerateName { get; }

    /// <summary>
    /// The annotations; numbers and booleans as text, as Helm sees them when it looks for its own (the API refuses such
    /// an object).
    /// </summary>
    public IReadOnlyDictionary<string, string> Annotations { get; }

    /// <summary>The whole object. It is the manifest's own: clone it before a change.</summary>
    public JsonObject Json { get; }

    /// <summary>Index of the document among the manifest's documents; objects of one List share it.</summary>
    public int Document { get; }

    /// <summary>Path of the template, from the comment that Helm writes above; null where there is none.</summary>
    public string? Source { get; }

    /// <summary>Whether the document names some key twice; the last one counts.</summary>
    public bool HasRepeatedKeys { get; }

    /// <summary>For example <c>apps/v1 Deployment shop/web</c>: for messages.</summary>
    public override string ToString() =>
        $"{ApiVersion} {Kind} {(Namespace is null ? "" : Namespace + "/")}{(Name.Length > 0 ? Name : GenerateName + "*")}";

    private static string Text(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";

    private static Dictionary<string, string> ToAnnotations(JsonObject? json)
    {
        var annotations = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, node) in json ?? [])
        {
            if (node is JsonValue value)
            {
                annotations[key] = value.TryGetValue<string>(out var text) ? text : value.ToJsonString();
            }
        }

        return annotations;
    }
}
