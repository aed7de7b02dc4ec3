using System.Text.Json.Nodes;

namespace ReleaseManager.Sandbox.Fields;

/// <summary>
/// A set of fields as a tree of path elements, in the form of <c>fieldsV1</c>: <c>f:name</c> for members,
/// <c>k:{...}</c> and <c>v:...</c> for list items, <c>.</c> for the place itself.
/// </summary>
internal sealed class FieldSet
{
    private readonly SortedDictionary<string, FieldSet> _children = new(StringComparer.Ordinal);

    /// <summary>True where the place itself belongs to the set.</summary>
    public bool Member { get; set; }

    public bool IsEmpty => !Member && _children.Count == 0;

    public IEnumerable<KeyValuePair<string, FieldSet>> Children => _children;

    /// <summary>The set under a path element; empty and not part of this one where there is none.</summary>
    public FieldSet Under(string element) => _children.TryGetValue(element, out var child) ? child : new FieldSet();

    /// <summary>Puts a set under a path element; an empty one leaves no trace.</summary>
    public void Add(string element, FieldSet child)
    {
        if (!child.IsEmpty)
        {
            _children[element] = child;
        }
    }

    public FieldSet Union(FieldSet other)
    {
        var result = new FieldSet { Member = Member || other.Member };
        foreach (var element in _children.Keys.Union(other._children.Keys, StringComparer.Ordinal))
        {
            result.Add(element, Under(element).Union(other.Under(element)));
        }

        return result;
    }

    public FieldSet Minus(FieldSet other)
    {
        var result = new FieldSet { Member = Member && !other.Member };
        foreach (var (element, child) in _children)
        {
            result.Add(element, child.Minus(other.Under(element)));
        }

        return result;
    }

    public FieldSet Intersect(FieldSet other)
    {
        var result = new FieldSet { Member = Member && other.Member };
        foreach (var (element, child) in _children)
        {
            result.Add(element, child.Intersect(other.Under(element)));
        }

        return result;
    }

    /// <summary>The members' paths as messages show them: <c>.spec.containers[name="x"].image</c>.</summary>
    public IEnumerable<string> Paths(string prefix = "")
    {
        if (Member)
        {
            yield return prefix;
        }

        foreach (var (element, child) in _children)
        {
            foreach (var path in child.Paths(prefix + Shown(element)))
            {
                yield return path;
            }
        }
    }

    public static FieldSet Parse(JsonNode? fieldsV1)
    {
        var result = new FieldSet();
        foreach (var (element, value) in fieldsV1 as JsonObject ?? [])
        {
            if (element == ".")
            {
                result.Member = true;
                continue;
            }

            var child = Parse(value);
            child.Member |= child._children.Count == 0;
            result.Add(element, child);
        }

        return result;
    }

    public JsonObject ToJson()
    {
        var result = new JsonObject();
        if (Member && _children.Count > 0)
        {
            result["."] = new JsonObject();
        }

        foreach (var (element, child) in _children)
        {
            result[element] = child.ToJson();
        }

        return result;
    }

    /// <summary>A path element as messages show it.</summary>
    public static string Shown(string element) =>
        element[0] switch
        {
            'f' => "." + element[2..],
            'k' => "["
                + string.Join(
                    ",",
                    JsonNode.Parse(element[2..])!.AsObject().Select(key => $"{key.Key}={key.Value?.ToJsonString()}")
                )
                + "]",
            _ => $"[={element[2..]}]",
        };
}
