namespace ReleaseManager.Core.Releases;

/// <summary>
/// Builds the tree of a stream's first document by the grammar of goyaml v2's <c>parserc.go</c>; like goyaml it does not
/// look at any further document.
/// </summary>
internal sealed class YamlComposer
{
    private const string CoreTags = "tag:yaml.org,2002:";

    private readonly YamlScanner scanner;
    private readonly DecodeBudget budget;
    private readonly Dictionary<string, YamlTreeNode> anchors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> tagPrefixes = new(StringComparer.Ordinal);

    private YamlComposer(string yaml, DecodeBudget budget)
    {
        scanner = new YamlScanner(yaml);
        this.budget = budget;
    }

    private YamlTokenKind Next => scanner.Peek().Kind;

    /// <summary>The root of the first document; null of an empty stream.</summary>
    /// <exception cref="RecordException">Not YAML, nested too deep, or too large.</exception>
    public static YamlTreeNode? Compose(string yaml, DecodeBudget budget)
    {
        if (!YamlSource.IsPrintable(yaml))
        {
            throw new RecordException("ManifestMalformed", "It holds control characters.");
        }

        if (yaml.StartsWith("\ufeff\ufeff", StringComparison.Ordinal))
        {
            // goyaml then drops the first character of some lines, which ones depends on the sizes of its buffers.
            throw new RecordException("ManifestMalformed", "It starts with two byte order marks.");
        }

        var composer = new YamlComposer(yaml, budget);
        composer.Take(YamlTokenKind.StreamStart);
        if (composer.Next is YamlTokenKind.StreamEnd)
        {
            return null;
        }

        var root = composer.Document();
        // Whatever follows is not read, but goyaml has looked at its first token.
        composer.scanner.Peek();
        return root;
    }

    private YamlTreeNode Document()
    {
        var isExplicit =
            Next is YamlTokenKind.VersionDirective or YamlTokenKind.TagDirective or YamlTokenKind.DocumentStart;
        Directives();
        if (!isExplicit)
        {
            return Node(0, inBlock: true, indentless: false);
        }

        Take(YamlTokenKind.DocumentStart);
        return
            Next
                is YamlTokenKind.VersionDirective
                    or YamlTokenKind.TagDirective
                    or YamlTokenKind.DocumentStart
                    or YamlTokenKind.DocumentEnd
                    or YamlTokenKind.StreamEnd
            ? Empty()
            : Node(0, inBlock: true, indentless: false);
    }

    private void Directives()
    {
        var versions = 0;
        while (Next is YamlTokenKind.VersionDirective or YamlTokenKind.TagDirective)
        {
            var directive = scanner.Take();
            if (
                directive.Kind is YamlTokenKind.VersionDirective
                    ? ++versions > 1
                    : !tagPrefixes.TryAdd(directive.Text, directive.Suffix)
            )
            {
                throw YamlScanner.Malformed(directive.Line);
            }
        }

        tagPrefixes.TryAdd("!", "!");
        tagPrefixes.TryAdd("!!", CoreTags);
    }

    private YamlTreeNode Node(int level, bool inBlock, bool indentless)
    {
        if (level > budget.Depth)
        {
            throw YamlScanner.TooDeep(budget.Depth);
        }

        budget.Spend();
        if (Next is YamlTokenKind.Alias)
        {
            return Alias(scanner.Take());
        }

        var (anchor, tag) = Properties();
        switch (Next)
        {
            case YamlTokenKind.BlockEntry when indentless:
                return Indentless(Anchored(anchor, new YamlTreeNode(YamlTreeKind.Sequence)), level);
            case YamlTokenKind.PlainScalar or YamlTokenKind.OtherScalar:
                return Anchored(anchor, Scalar(scanner.Take(), tag));
            case YamlTokenKind.FlowSequenceStart:
                return FlowSequence(Anchored(anchor, new YamlTreeNode(YamlTreeKind.Sequence)), level);
            case YamlTokenKind.FlowMappingStart:
                return FlowMapping(Anchored(anchor, new YamlTreeNode(YamlTreeKind.Mapping)), level);
            case YamlTokenKind.BlockSequenceStart when inBlock:
                return BlockSequence(Anchored(anchor, new YamlTreeNode(YamlTreeKind.Sequence)), level);
            case YamlTokenKind.BlockMappingStart when inBlock:
                return BlockMapping(Anchored(anchor, new YamlTreeNode(YamlTreeKind.Mapping)), level);
            default:
                return anchor is null && tag.Length == 0
                    ? throw YamlScanner.Malformed(scanner.Peek().Line)
                    : Anchored(anchor, Empty(tag));
        }
    }

    // An anchor and a tag, each once, in any order.
    private (string? Anchor, string Tag) Properties()
    {
        string? anchor = null;
        YamlToken? tag = null;
        while ((Next is YamlTokenKind.Anchor && anchor is null) || (Next is YamlTokenKind.Tag && tag is null))
        {
            if (Next is YamlTokenKind.Anchor)
            {
                anchor = scanner.Take().Text;
            }
            else
            {
                tag = scanner.Take();
            }
        }

        return (anchor, tag is null ? "" : FullTag(tag));
    }

    private string FullTag(YamlToken tag)
    {
        var full =
            tag.Text.Length == 0 ? tag.Suffix
            : tagPrefixes.TryGetValue(tag.Text, out var prefix) ? prefix + tag.Suffix
            : "";
        return full.Length > 0 || tag.Text.Length == 0 ? full : throw YamlScanner.Malformed(tag.Line);
    }

    private YamlTreeNode Alias(YamlToken alias) =>
        new(YamlTreeKind.Alias)
        {
            Value = alias.Text,
            Target = anchors.GetValueOrDefault(alias.Text) ?? throw YamlScanner.Malformed(alias.Line),
        };

    private YamlTreeNode Anchored(string? anchor, YamlTreeNode node)
    {
        if (anchor is not null)
        {
            anchors[anchor] = node;
        }

        return node;
    }

    private static YamlTreeNode Scalar(YamlToken token, string tag) =>
        new(YamlTreeKind.Scalar)
        {
            Value = token.Text,
            Tag = tag,
            Implicit = tag is "!" || (tag.Length == 0 && token.Kind is YamlTokenKind.PlainScalar),
        };

    private YamlTreeNode Empty(string tag = "")
    {
        budget.Spend();
        return new YamlTreeNode(YamlTreeKind.Scalar) { Tag = tag, Implicit = tag.Length == 0 };
    }

    private YamlTreeNode BlockSequence(YamlTreeNode node, int level)
    {
        scanner.Take();
        while (Next is not YamlTokenKind.BlockEnd)
        {
            Take(YamlTokenKind.BlockEntry);
            node.Children.Add(
                Next is YamlTokenKind.BlockEntry or YamlTokenKind.BlockEnd
                    ? Empty()
                    : Node(level + 1, inBlock: true, indentless: false)
            );
        }

        scanner.Take();
        return node;
    }

    // A sequence at the column of the key that it belongs to; no token ends it.
    private YamlTreeNode Indentless(YamlTreeNode node, int level)
    {
        while (Next is YamlTokenKind.BlockEntry)
        {
            scanner.Take();
            node.Children.Add(
                Next is YamlTokenKind.BlockEntry || EndsInMapping()
                    ? Empty()
                    : Node(level + 1, inBlock: true, indentless: false)
            );
        }

        return node;
    }

    private YamlTreeNode BlockMapping(YamlTreeNode node, int level)
    {
        scanner.Take();
        while (Next is not YamlTokenKind.BlockEnd)
        {
            Take(YamlTokenKind.Key);
            node.Children.Add(InMapping());
            if (Next is YamlTokenKind.Value)
            {
                scanner.Take();
                node.Children.Add(InMapping());
            }
            else
            {
                node.Children.Add(Empty());
            }
        }

        scanner.Take();
        return node;

        YamlTreeNode InMapping() => EndsInMapping() ? Empty() : Node(level + 1, inBlock: true, indentless: true);
    }

    private bool EndsInMapping() => Next is YamlTokenKind.Key or YamlTokenKind.Value or YamlTokenKind.BlockEnd;

    private YamlTreeNode FlowSequence(YamlTreeNode node, int level)
    {
        scanner.Take();
        while (FlowGoesOn(node, YamlTokenKind.FlowSequenceEnd))
        {
            node.Children.Add(
                Next is YamlTokenKind.Key ? Pair(level + 1) : Node(level + 1, inBlock: false, indentless: false)
            );
        }

        scanner.Take();
        return node;
    }

    // A mapping of one pair without braces. An empty key swallows the token that shows it to be empty: libyaml's way.
    private YamlTreeNode Pair(int level)
    {
        scanner.Take();
        var pair = new YamlTreeNode(YamlTreeKind.Mapping);
        if (Next is YamlTokenKind.Value or YamlTokenKind.FlowEntry or YamlTokenKind.FlowSequenceEnd)
        {
            scanner.Take();
            pair.Children.Add(Empty());
        }
        else
        {
            pair.Children.Add(Node(level + 1, inBlock: false, indentless: false));
        }

        pair.Children.Add(FlowValue(level, YamlTokenKind.FlowSequenceEnd));
        return pair;
    }

    private YamlTreeNode FlowMapping(YamlTreeNode node, int level)
    {
        scanner.Take();
        while (FlowGoesOn(node, YamlTokenKind.FlowMappingEnd))
        {
            if (Next is not YamlTokenKind.Key)
            {
                node.Children.Add(Node(level + 1, inBlock: false, indentless: false));
                node.Children.Add(Empty());
                continue;
            }

            scanner.Take();
            node.Children.Add(
                Next is YamlTokenKind.Value or YamlTokenKind.FlowEntry or YamlTokenKind.FlowMappingEnd
                    ? Empty()
                    : Node(level + 1, inBlock: false, indentless: false)
            );
            node.Children.Add(FlowValue(level, YamlTokenKind.FlowMappingEnd));
        }

        scanner.Take();
        return node;
    }

    private YamlTreeNode FlowValue(int level, YamlTokenKind end)
    {
        if (Next is not YamlTokenKind.Value)
        {
            return Empty();
        }

        scanner.Take();
        return Next is YamlTokenKind.FlowEntry || Next == end
            ? Empty()
            : Node(level + 1, inBlock: false, indentless: false);
    }

    // A comma may stand behind the last element, too.
    private bool FlowGoesOn(YamlTreeNode node, YamlTokenKind end)
    {
        if (Next != end && node.Children.Count > 0)
        {
            Take(YamlTokenKind.FlowEntry);
        }

        return Next != end;
    }

    private void Take(YamlTokenKind expected)
    {
        var token = scanner.Take();
        if (token.Kind != expected)
        {
            throw YamlScanner.Malformed(token.Line);
        }
    }
}
