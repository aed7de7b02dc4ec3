using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.Tests.Releases.Yaml;

/// <summary>What a YAML text means, in one line that can be compared: JSON with sorted keys, or <see cref="Refused"/>.</summary>
internal static class YamlMeaning
{
    public const string Refused = "refused";

    /// <summary>Our reader's answer.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="rounded">Numbers as float64, as Helm's templates show them, and not as their text.</param>
    public static string Of(string yaml, bool rounded = false)
    {
        try
        {
            return OfJson(YamlReader.Read(yaml)?.ToJsonString() ?? "null", rounded);
        }
        catch (RecordException)
        {
            return Refused;
        }
    }

    /// <summary>The same form of a JSON text.</summary>
    public static string OfJson(string json, bool rounded = false)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 20_000 });
        var text = new StringBuilder();
        Write(document.RootElement, rounded, text);
        return text.ToString();
    }

    private static void Write(JsonElement json, bool rounded, StringBuilder text)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                text.Append('{');
                foreach (var member in json.EnumerateObject().OrderBy(one => one.Name, StringComparer.Ordinal))
                {
                    text.Append(Quoted(member.Name)).Append(':');
                    Write(member.Value, rounded, text);
                    text.Append(',');
                }

                text.Append('}');
                break;
            case JsonValueKind.Array:
                text.Append('[');
                foreach (var element in json.EnumerateArray())
                {
                    Write(element, rounded, text);
                    text.Append(',');
                }

                text.Append(']');
                break;
            case JsonValueKind.String:
                text.Append(Quoted(json.GetString()!));
                break;
            case JsonValueKind.Number when rounded:
                text.Append(json.GetDouble().ToString("R", CultureInfo.InvariantCulture));
                break;
            default:
                text.Append(json.GetRawText());
                break;
        }
    }

    private static string Quoted(string text) => JsonValue.Create(text).ToJsonString();
}
