using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ReleaseManager.Core.Clusters.Config;

/// <summary>Reads the first document of a YAML (or JSON) file into values that know their line.</summary>
internal static class YamlFile
{
    private const int Deepest = 100;

    /// <summary>Reads it.</summary>
    /// <returns>Null for a file without a document.</returns>
    /// <exception cref="KubeConfigException">It is not YAML; names the file and the line.</exception>
    public static YamlValue? Read(string path, string text)
    {
        var parser = new Parser(new StringReader(text));
        try
        {
            parser.Consume<StreamStart>();
            if (!parser.TryConsume<DocumentStart>(out _))
            {
                return null;
            }

            return Value(parser, [], 0);
        }
        catch (Exception e) when (e is YamlException or InvalidOperationException)
        {
            // The parser's own words may quote the file; and some mistakes it meets with an exception that tells no place.
            var at = (e as YamlException)?.Start ?? parser.Current?.End ?? Mark.Empty;
            throw new KubeConfigException(
                "KubeConfigMalformed",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The kubeconfig {path} is not valid YAML at line {at.Line}, column {at.Column}."
                )
            )
            {
                Target = path,
            };
        }
    }

    private static YamlValue Value(Parser parser, Dictionary<AnchorName, YamlValue> anchors, int depth)
    {
        if (depth > Deepest)
        {
            throw new YamlException(parser.Current!.Start, parser.Current.End, "too deep");
        }

        var at = parser.Consume<ParsingEvent>();
        var line = (int)at.Start.Line;
        switch (at)
        {
            case AnchorAlias alias:
                return anchors.TryGetValue(alias.Value, out var known)
                    ? known
                    : throw new YamlException(at.Start, at.End, "unknown alias");
            case Scalar scalar:
                var text = YamlValue.Of(scalar.Value, scalar.Style == ScalarStyle.Plain && scalar.Tag.IsEmpty, line);
                Remember(anchors, scalar.Anchor, text);
                return text;
            case SequenceStart start:
                var list = YamlValue.List(line);
                Remember(anchors, start.Anchor, list);
                while (!parser.TryConsume<SequenceEnd>(out _))
                {
                    list.Items!.Add(Value(parser, anchors, depth + 1));
                }

                return list;
            case MappingStart start:
                var map = YamlValue.Map(line);
                Remember(anchors, start.Anchor, map);
                while (!parser.TryConsume<MappingEnd>(out _))
                {
                    var key = parser.Consume<Scalar>().Value;
                    map.Members![key] = Value(parser, anchors, depth + 1);
                }

                return map;
            default:
                throw new YamlException(at.Start, at.End, "unexpected");
        }
    }

    private static void Remember(Dictionary<AnchorName, YamlValue> anchors, AnchorName name, YamlValue value)
    {
        if (!name.IsEmpty)
        {
            anchors[name] = value;
        }
    }
}
