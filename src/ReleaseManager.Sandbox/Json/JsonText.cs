using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ReleaseManager.Sandbox.Json;

/// <summary>Reads JSON as an API server does: the last of repeated keys wins, numbers keep their text.</summary>
internal static class JsonText
{
    private const int MaxDepth = 512;

    /// <summary>Writes what comes out of the sandbox: no more escapes than needed.</summary>
    public static JsonSerializerOptions Plain { get; } =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = MaxDepth };

    /// <summary>How the sandbox's JSON writers write.</summary>
    public static JsonWriterOptions Writing { get; } =
        new()
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            MaxDepth = MaxDepth,
            SkipValidation = true,
        };

    /// <summary>Reads one JSON value.</summary>
    /// <param name="utf8">One JSON value.</param>
    /// <param name="repeated">Takes the dotted paths of repeated keys; null where nobody asks.</param>
    /// <exception cref="JsonException">This is no JSON.</exception>
    public static JsonNode? Read(ReadOnlySpan<byte> utf8, ICollection<string>? repeated = null)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = MaxDepth });
        if (!reader.Read())
        {
            throw new JsonException("No JSON value.");
        }

        var value = Value(ref reader, repeated, "");
        return reader.Read() ? throw new JsonException("Text after the JSON value.") : value;
    }

    /// <summary>The bytes of a value.</summary>
    public static byte[] Write(JsonNode value) => JsonSerializer.SerializeToUtf8Bytes(value, Plain);

    private static JsonNode? Value(ref Utf8JsonReader reader, ICollection<string>? repeated, string path) =>
        reader.TokenType switch
        {
            JsonTokenType.StartObject => Object(ref reader, repeated, path),
            JsonTokenType.StartArray => Array(ref reader, repeated, path),
            JsonTokenType.String => JsonValue.Create(reader.GetString()),
            JsonTokenType.True => JsonValue.Create(true),
            JsonTokenType.False => JsonValue.Create(false),
            JsonTokenType.Null => null,
            _ => JsonValue.Create(JsonElement.ParseValue(ref reader)),
        };

    private static JsonObject Object(ref Utf8JsonReader reader, ICollection<string>? repeated, string path)
    {
        var result = new JsonObject();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            var inner = path.Length == 0 ? name : $"{path}.{name}";
            reader.Read();
            var value = Value(ref reader, repeated, inner);
            if (result.ContainsKey(name))
            {
                repeated?.Add(inner);
            }

            result[name] = value;
        }

        return result;
    }

    private static JsonArray Array(ref Utf8JsonReader reader, ICollection<string>? repeated, string path)
    {
        var result = new JsonArray();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            result.Add(Value(ref reader, repeated, $"{path}[{result.Count}]"));
        }

        return result;
    }
}
