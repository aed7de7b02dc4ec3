using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ReleaseManager.Core.Releases;

/// <summary>Builds the tree of a stream's first document; like goyaml it does not look at any further one.</summary>
internal sealed class YamlComposer
{
    private readonly Parser parser;
    private readonly int depth;
    private readonly Dictionary<string, YamlTreeNode> anchors = new(StringComparer.Ordinal);

    private YamlComposer(string yaml, int depth)
    {
        parser = new Parser(new StringReader(yaml));
        this.depth = depth;
    }

    /// <summary>The root of the first document; null of an empty stream.</summary>
    /// <exception cref="RecordException">Not YAML, or nested too deep.</exception>
    public static YamlTreeNode? Compose(string yaml, int depth)
    {
        try
        {
            var composer = new YamlComposer(yaml, depth);
            composer.Take<StreamStart>();
            if (composer.parser.Current is StreamEnd)
            {
                return null;
            }

            composer.Take<DocumentStart>();
            var root = composer.Node(0);
            composer.Take<DocumentEnd>();
            return root;
        }
        catch (YamlException error)
        {
            throw Malformed(error.Start.Line, error);
        }
    }

    private YamlTreeNode Node(int level)
    {
        if (level > depth)
        {
            throw new RecordException("ManifestTooDeep", $"It is nested deeper than {depth} levels.");
        }

        return parser.Current switch
        {
            Scalar scalar => Anchored(
                scalar,
                new YamlTreeNode(YamlTreeKind.Scalar)
                {
                    Value = scalar.Value,
                    Tag = scalar.Tag.IsEmpty ? "" : scalar.Tag.Value,
                    Implicit = scalar.IsPlainImplicit,
                }
            ),
            AnchorAlias alias => Alias(alias),
            SequenceStart start => Children<SequenceEnd>(
                Anchored(start, new YamlTreeNode(YamlTreeKind.Sequence)),
                level
            ),
            MappingStart start => Children<MappingEnd>(Anchored(start, new YamlTreeNode(YamlTreeKind.Mapping)), level),
            var other => throw Malformed(other?.Start.Line ?? 0, null),
        };
    }

    private YamlTreeNode Anchored(NodeEvent start, YamlTreeNode node)
    {
        if (!start.Anchor.IsEmpty)
        {
            anchors[start.Anchor.Value] = node;
        }

        parser.MoveNext();
        return node;
    }

    private YamlTreeNode Alias(AnchorAlias alias)
    {
        var target = anchors.GetValueOrDefault(alias.Value.Value) ?? throw Malformed(alias.Start.Line, null);
        parser.MoveNext();
        return new YamlTreeNode(YamlTreeKind.Alias) { Value = alias.Value.Value, Target = target };
    }

    private YamlTreeNode Children<TEnd>(YamlTreeNode node, int level)
        where TEnd : ParsingEvent
    {
        while (parser.Current is not TEnd)
        {
            node.Children.Add(Node(level + 1));
        }

        parser.MoveNext();
        return node;
    }

    private void Take<T>()
        where T : ParsingEvent
    {
        if (parser.Current is null)
        {
            parser.MoveNext();
        }

        if (parser.Current is not T)
        {
            throw Malformed(parser.Current?.Start.Line ?? 0, null);
        }

        parser.MoveNext();
    }

    // What the parser says of an error can quote the text, so only the line goes further.
    private static RecordException Malformed(long line, Exception? cause) =>
        new("ManifestMalformed", $"It is not well-formed YAML at line {line}.", cause);
}
