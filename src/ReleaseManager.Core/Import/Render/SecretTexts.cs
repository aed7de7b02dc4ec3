using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.Import.Render;

/// <summary>Texts that may be secret, wherever they turn up: in an error of helm, in a field of another object.</summary>
internal sealed class SecretTexts
{
    private const string Hidden = "(hidden)";
    private const int ShortestOfSecret = 3;
    private const int ShortestOfAny = 6;
    private const int Enough = 10_000;

    private static readonly string[] Telling =
    [
        "pass",
        "pwd",
        "secret",
        "token",
        "key",
        "credential",
        "auth",
        "private",
        "cert",
        "dsn",
        "connection",
    ];

    private readonly HashSet<string> _texts = new(StringComparer.Ordinal);

    /// <summary>Whether the name of a field or value says that what stands there is secret.</summary>
    public static bool IsTelling(string name) =>
        Telling.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>Takes the content of Secrets.</summary>
    public SecretTexts AddSecrets(IEnumerable<ManifestObject> objects)
    {
        foreach (var item in objects.Where(item => item.Kind == "Secret"))
        {
            foreach (var (_, node) in item.Json["data"] as JsonObject ?? [])
            {
                Add(node, ShortestOfSecret);
                if (Text(node) is { } base64 && GoBase64.Decode(Encoding.UTF8.GetBytes(base64)) is { } bytes)
                {
                    Add(Encoding.UTF8.GetString(bytes.Span), ShortestOfSecret);
                }
            }

            foreach (var (_, node) in item.Json["stringData"] as JsonObject ?? [])
            {
                Add(node, ShortestOfSecret);
            }
        }

        return this;
    }

    /// <summary>Takes values whose name says that they are secret, or all of them.</summary>
    public SecretTexts AddValues(JsonNode? values, bool all)
    {
        Walk(values, all, telling: false);
        return this;
    }

    /// <summary>Takes a text that is no secret out again: a release may be named as a value says.</summary>
    public SecretTexts Except(params ReadOnlySpan<string> known)
    {
        foreach (var text in known)
        {
            _texts.Remove(text);
        }

        return this;
    }

    /// <summary>Whether a secret stands in a text.</summary>
    public bool IsIn(string text) => _texts.Any(secret => text.Contains(secret, StringComparison.Ordinal));

    /// <summary>The text with every secret in it hidden.</summary>
    public string Hide(string text) =>
        _texts
            .Where(secret => text.Contains(secret, StringComparison.Ordinal))
            .OrderByDescending(secret => secret.Length)
            .Aggregate(text, (hidden, secret) => hidden.Replace(secret, Hidden, StringComparison.Ordinal));

    private void Walk(JsonNode? node, bool all, bool telling)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (name, value) in members)
                {
                    Walk(value, all, telling || IsTelling(name));
                }

                break;
            case JsonArray items:
                foreach (var item in items)
                {
                    Walk(item, all, telling);
                }

                break;
            case not null when telling || all:
                Add(node, telling ? ShortestOfSecret : ShortestOfAny);
                break;
        }
    }

    private void Add(JsonNode? node, int shortest) => Add(Text(node) ?? Number(node) ?? "", shortest);

    private void Add(string text, int shortest)
    {
        if (_texts.Count > Enough)
        {
            return;
        }

        // An error quotes a line of a longer text, and a quotation escapes.
        foreach (var line in text.Split('\n', StringSplitOptions.TrimEntries).Append(text))
        {
            if (line.Length >= shortest)
            {
                _texts.Add(line);
                _texts.Add(JsonSerializer.Serialize(line, ImportJson.Default.String)[1..^1]);
            }
        }
    }

    private static string? Text(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static string? Number(JsonNode? node) =>
        node?.GetValueKind() == JsonValueKind.Number ? node.ToJsonString() : null;
}
