using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ReleaseManager.Core.Releases;

/// <summary>
/// Reads a manifest into objects as cli-runtime's builder does for Helm: apimachinery's decoder of YAML or JSON streams,
/// then unstructured objects, then Lists flattened.
/// </summary>
internal sealed class ManifestReader(DecodeLimits limits)
{
    private readonly DecodeBudget budget = new(limits);

    public IEnumerable<ManifestObject> Read(string manifest)
    {
        if (!manifest.AsSpan().TrimStart().StartsWith('{'))
        {
            return ReadYaml(manifest, 0);
        }

        return ReadJson(manifest);
    }

    private IEnumerable<ManifestObject> ReadYaml(string yaml, int first)
    {
        foreach (var split in ManifestSplitter.ForApplying(yaml))
        {
            var document = split with { Index = split.Index + first };
            foreach (var one in Objects(Node(document, out var repeated), document, repeated))
            {
                yield return one;
            }
        }
    }

    // A stream that starts with a brace is tried as JSON first; one that turns out not to be goes on as YAML.
    private List<ManifestObject> ReadJson(string manifest)
    {
        var bytes = Encoding.UTF8.GetBytes(manifest);
        var objects = new List<ManifestObject>();
        var at = 0;
        for (var index = 0; ; index++)
        {
            var document = new ManifestDocument(index, "");
            if (bytes.AsSpan(at).IndexOfAnyExcept(" \t\r\n"u8) < 0)
            {
                return objects;
            }

            if (!TryJson(bytes.AsSpan(at), document, out var node, out var length))
            {
                return index > 1
                    ? throw Malformed(document, new RecordException("ManifestMalformed", "It is not JSON."))
                    : [.. objects, .. ReadYaml(Rest(Encoding.UTF8.GetString(bytes.AsSpan(at))), index)];
            }

            objects.AddRange(Objects(node, document, hasRepeatedKeys: false));
            at += length;
        }
    }

    private static string Rest(string text)
    {
        var start = 0;
        while (start < text.Length && char.IsWhiteSpace(text[start]))
        {
            if (text[start++] is '\n')
            {
                break;
            }
        }

        return text[start..];
    }

    private bool TryJson(ReadOnlySpan<byte> bytes, ManifestDocument document, out JsonNode? node, out int length)
    {
        var reader = new Utf8JsonReader(
            bytes,
            new JsonReaderOptions { AllowMultipleValues = true, MaxDepth = limits.Depth }
        );
        (node, length) = (null, 0);
        try
        {
            reader.Read();
            node = GoJson.ReadNode(ref reader, budget);
            length = (int)reader.BytesConsumed;
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
        catch (RecordException error)
        {
            throw Malformed(document, error);
        }
    }

    private JsonNode? Node(ManifestDocument document, out bool repeated)
    {
        try
        {
            return YamlReader.Read(document.Text, budget, out repeated);
        }
        catch (RecordException error)
        {
            throw Malformed(document, error);
        }
    }

    private static IEnumerable<ManifestObject> Objects(JsonNode? node, ManifestDocument document, bool hasRepeatedKeys)
    {
        if (node is null)
        {
            return [];
        }

        try
        {
            return [.. Flatten(node).Select(one => new ManifestObject(one, document, hasRepeatedKeys))];
        }
        catch (RecordException error)
        {
            throw Malformed(document, error);
        }
    }

    private static IEnumerable<JsonObject> Flatten(JsonNode? node)
    {
        if (node is not JsonObject json || Text(json["kind"]).Length == 0)
        {
            throw new RecordException("ManifestMalformed", "It is no object with a kind.");
        }

        if (!json.TryGetPropertyValue("items", out var items))
        {
            GoNumber.MakeUnstructured(json);
            return [json];
        }

        return items switch
        {
            null => [],
            JsonArray array => Items(json, array).SelectMany(Flatten),
            _ => throw new RecordException("ManifestMalformed", "Its items are no list."),
        };
    }

    // A typed list (PodList) as the API gives it leaves kind and apiVersion out of its items.
    private static JsonNode?[] Items(JsonObject list, JsonArray array)
    {
        JsonNode?[] items = [.. array];
        array.Clear();
        foreach (var item in items.OfType<JsonObject>())
        {
            if (Text(item["kind"]).Length == 0 && Text(item["apiVersion"]).Length == 0)
            {
                var kind = Text(list["kind"]);
                item["kind"] = kind.EndsWith("List", StringComparison.Ordinal) ? kind[..^4] : kind;
                item["apiVersion"] = Text(list["apiVersion"]);
            }
        }

        return items;
    }

    private static string Text(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";

    private static RecordException Malformed(ManifestDocument document, RecordException error)
    {
        var source = document.Source is { } path ? $" ({path})" : "";
        return new RecordException(
            error.ErrorId,
            $"Document {document.Index} of the manifest{source} cannot be read. {error.Message}",
            error
        )
        {
            Document = document.Index,
            SourcePath = document.Source,
        };
    }
}
