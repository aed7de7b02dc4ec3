using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ReleaseManager.Core.Releases;

/// <summary>Writes JSON as YAML that reads back as the very same JSON, by the rules of YAML 1.1 and 1.2.</summary>
public static partial class YamlWriter
{
    /// <summary>One document as text.</summary>
    public static string ToText(JsonNode? json)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        Write(text, json);
        return text.ToString();
    }

    /// <summary>Writes one document.</summary>
    public static void Write(TextWriter target, JsonNode? json)
    {
        var settings = new EmitterSettings(
            bestIndent: 2,
            bestWidth: int.MaxValue,
            isCanonical: false,
            maxSimpleKeyLength: 1024,
            newLine: "\n"
        );
        var emitter = new Emitter(target, settings);
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(null, null, isImplicit: true));
        Emit(emitter, json);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
    }

    private static void Emit(Emitter emitter, JsonNode? json)
    {
        switch (json)
        {
            case JsonObject members:
                emitter.Emit(new MappingStart(AnchorName.Empty, TagName.Empty, isImplicit: true, Style(members.Count)));
                foreach (var (name, value) in members)
                {
                    emitter.Emit(Text(name));
                    Emit(emitter, value);
                }

                emitter.Emit(new MappingEnd());
                break;
            case JsonArray items:
                emitter.Emit(
                    new SequenceStart(
                        AnchorName.Empty,
                        TagName.Empty,
                        isImplicit: true,
                        items.Count == 0 ? SequenceStyle.Flow : SequenceStyle.Block
                    )
                );
                foreach (var item in items)
                {
                    Emit(emitter, item);
                }

                emitter.Emit(new SequenceEnd());
                break;
            case { } value when value.GetValueKind() == JsonValueKind.String:
                emitter.Emit(Text(value.GetValue<string>()));
                break;
            default:
                emitter.Emit(Scalar(json?.ToJsonString() ?? "null", ScalarStyle.Plain));
                break;
        }
    }

    private static MappingStyle Style(int count) => count == 0 ? MappingStyle.Flow : MappingStyle.Block;

    private static Scalar Text(string text) =>
        Scalar(
            text,
            IsBlock(text) ? ScalarStyle.Literal
                : SafePlain().IsMatch(text) && !OtherThanText().IsMatch(text) ? ScalarStyle.Plain
                : ScalarStyle.DoubleQuoted
        );

    /// <summary>
    /// Whether a text of several lines may stand as a block: what starts with a blank or ends otherwise than with text or one line end would need marks
    /// that readers disagree about, and a block cannot hold what has to be escaped.
    /// </summary>
    private static bool IsBlock(string text) =>
        text.Contains('\n', StringComparison.Ordinal)
        && text[0] is not (' ' or '\n')
        && !text.EndsWith("\n\n", StringComparison.Ordinal)
        && !text.Split('\n').Any(line => line.EndsWith(' '))
        && text.All(unit => unit is '\n' or (>= ' ' and <= '~') or (>= '\u00a0' and < '\u2028'));

    private static Scalar Scalar(string text, ScalarStyle style) =>
        new(AnchorName.Empty, TagName.Empty, text, style, isPlainImplicit: true, isQuotedImplicit: true);

    [GeneratedRegex(
        "^[A-Za-z0-9_/][A-Za-z0-9_./@+-]*([ :][A-Za-z0-9_./@+-]+)*$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex SafePlain();

    /// <summary>What YAML 1.1 or 1.2 takes for a null, a boolean, a number (sexagesimal ones too) or a time.</summary>
    [GeneratedRegex(
        "^(y|n|yes|no|on|off|true|false|null|~|nan|inf|[-+.]?[0-9].*)$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex OtherThanText();
}
