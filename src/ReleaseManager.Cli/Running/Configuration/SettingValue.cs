using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ReleaseManager.Cli.Running.Configuration;

/// <summary>Brings what a file or a variable says into the form in which it would be typed.</summary>
internal static class SettingValue
{
    /// <summary>What a variable says.</summary>
    /// <returns>Null where it is of the wrong kind.</returns>
    public static IReadOnlyList<string>? Read(Option option, string text) =>
        option.ValueType == typeof(bool) ? (Switch(text) is { } on ? [on] : null)
        : CanStandAlone(option) && Switch(text) is { } alone ? Alone(alone == "true")
        : [text];

    /// <summary>
    /// What a file says: a list for a flag that takes several values, or a map for those that are written <c>key=value</c>, or such text as is typed.
    /// </summary>
    /// <returns>Null where it is of the wrong kind; empty where it says nothing.</returns>
    public static IReadOnlyList<string>? Read(Option option, JsonNode value)
    {
        if (value is JsonArray items && option.ValueType == typeof(string[]))
        {
            var texts = items.Select(item => Text(item, numbers: false)).ToList();
            return texts.Contains(null) ? null : [.. texts.OfType<string>()];
        }

        if (value is JsonObject map && TakesPairs(option))
        {
            var pairs = map.Select(pair => (pair.Key, Text: Plain(pair.Value))).ToList();
            return pairs.Exists(pair => pair.Text is null)
                ? null
                : [.. pairs.Select(pair => $"{pair.Key}={pair.Text}")];
        }

        if (CanStandAlone(option) && value.GetValueKind() is JsonValueKind.True or JsonValueKind.False)
        {
            return Alone(value.GetValue<bool>());
        }

        if (TakesNames(option) && value.GetValueKind() is JsonValueKind.String)
        {
            // The original's file (spf13/viper) has a list as one text with spaces between.
            return value
                .GetValue<string>()
                .Split((char[]?)null, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        }

        // A number or a boolean for text is a name that YAML has read otherwise than it was written: 0123, 1e3, on.
        var isText = option.ValueType == typeof(string) || option.ValueType == typeof(string[]);
        return option.ValueType == typeof(bool) && value.GetValueKind() is JsonValueKind.True or JsonValueKind.False
                ? [value.GetValue<bool>() ? "true" : "false"]
            : Text(value, numbers: !isText) is not { } text ? null
            : text.Length == 0 ? []
            : Read(option, text);
    }

    private static bool TakesPairs(Option option) =>
        option.ValueType == typeof(string[]) && option.HelpName?.Contains('=', StringComparison.Ordinal) == true;

    private static bool TakesNames(Option option) => option.HelpName == Flags.SeveralNames;

    private static bool CanStandAlone(Option option) =>
        option.ValueType == typeof(string[]) && option.Arity.MinimumNumberOfValues == 0;

    /// <summary>A flag that stands alone has one value, which is empty.</summary>
    private static IReadOnlyList<string> Alone(bool isOn) => isOn ? [""] : [];

    private static string? Plain(JsonNode? value) =>
        value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False
            ? value.ToJsonString()
            : Text(value, numbers: true);

    private static string? Text(JsonNode? value, bool numbers) =>
        value?.GetValueKind() switch
        {
            JsonValueKind.String => value.GetValue<string>(),
            JsonValueKind.Number when numbers => value.ToJsonString(),
            _ => null,
        };

    private static string? Switch(string text) =>
        text.ToUpperInvariant() switch
        {
            "TRUE" or "YES" or "ON" or "T" or "1" => "true",
            "FALSE" or "NO" or "OFF" or "F" or "0" => "false",
            _ => null,
        };
}
