using System.Text.Json.Nodes;

namespace ReleaseManager.Core.Releases;

/// <summary>Collects the references of one object; members of other shapes than Kubernetes' own are passed over.</summary>
/// <param name="ns">The namespace of the object; may be empty where it is still to be settled.</param>
/// <param name="by">The object, as <c>Deployment web</c>.</param>
internal sealed class FoundReferences(string ns, string by)
{
    private readonly Dictionary<ObjectReference, bool> _optional = [];

    /// <summary>Each once; needed where it is needed in one place.</summary>
    public IReadOnlyList<ReferenceUse> Uses =>
        [.. _optional.Select(pair => new ReferenceUse(pair.Key, pair.Value, by))];

    /// <param name="name">Where the name stands; nothing is added where there is none.</param>
    /// <param name="optional">Where the object says whether it does without.</param>
    /// <param name="place">Where the namespace stands, for what may be in another one.</param>
    public void Add(string kind, JsonNode? name, JsonNode? optional = null, JsonNode? place = null)
    {
        if (Text(name) is not { } text)
        {
            return;
        }

        var reference = new ObjectReference(kind, Text(place) ?? ns, text);
        if (reference.IsGiven)
        {
            return;
        }

        var isOptional = optional is JsonValue value && value.TryGetValue<bool>(out var said) && said;
        _optional[reference] = isOptional && _optional.GetValueOrDefault(reference, true);
    }

    /// <summary>Adds what a list of <c>name</c>s refers to.</summary>
    public void AddEach(string kind, JsonNode? list)
    {
        foreach (var entry in Items(list))
        {
            Add(kind, At(entry, "name"));
        }
    }

    /// <summary>The node at a path of member names; null where there is none.</summary>
    public static JsonNode? At(JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (var member in path)
        {
            node = (node as JsonObject)?[member];
        }

        return node;
    }

    /// <summary>The elements of a list; none where there is no list.</summary>
    public static IEnumerable<JsonNode?> Items(JsonNode? list) => list as JsonArray ?? [];

    /// <summary>A text that is not empty; null where there is none.</summary>
    public static string? Text(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 ? text : null;
}
