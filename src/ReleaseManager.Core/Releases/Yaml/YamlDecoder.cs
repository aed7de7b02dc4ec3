using System.Globalization;
using System.Text.Json.Nodes;

namespace ReleaseManager.Core.Releases;

/// <summary>
/// From a YAML tree to JSON in goyaml's and sigs.k8s.io/yaml's two steps: what a later key or merge replaces is never
/// converted, so it cannot fail.
/// </summary>
/// <param name="budget">What is left of the limits; the tree itself is paid for.</param>
internal sealed class YamlDecoder(DecodeBudget budget)
{
    // Bounds of goyaml v2's decode.go against documents that are mostly aliases.
    private const int SmallDocument = 400_000;
    private const int LargeDocument = 4_000_000;

    private readonly HashSet<YamlTreeNode> open = [];
    private int decoded;
    private int throughAliases;
    private int aliasDepth;
    private int level;

    /// <summary>Whether some mapping names a key twice.</summary>
    public bool HasRepeatedKeys { get; private set; }

    /// <summary>Decodes a document.</summary>
    /// <exception cref="RecordException">Excessive aliases, odd keys, or values that JSON has no form for.</exception>
    public JsonNode? Decode(YamlTreeNode? root)
    {
        decoded = 1;
        return root is null ? null : Convert(Value(root));
    }

    private object? Value(YamlTreeNode node)
    {
        Count();
        if (aliasDepth > 0)
        {
            budget.Spend(node.Value.Length);
        }

        switch (node.Kind)
        {
            case YamlTreeKind.Alias:
                return ThroughAlias(node, Value);
            case YamlTreeKind.Sequence:
                Enter();
                var list = node.Children.ConvertAll(Value);
                level--;
                return list;
            case YamlTreeKind.Mapping:
                var mapping = new Mapping();
                Fill(node, mapping);
                return mapping;
            default:
                return YamlScalar.Resolve(node);
        }
    }

    private void Fill(YamlTreeNode node, Mapping mapping)
    {
        Enter();
        var own = new HashSet<object>();
        for (var index = 0; index < node.Children.Count; index += 2)
        {
            if (YamlScalar.IsMerge(node.Children[index]))
            {
                Merge(node.Children[index + 1], mapping);
                continue;
            }

            var key = Value(node.Children[index]) ?? Mapping.NullKey;
            if (key is Mapping or List<object?>)
            {
                throw Malformed("A mapping or sequence is used as a key.");
            }

            HasRepeatedKeys |= !own.Add(key);
            mapping[key] = Value(node.Children[index + 1]);
        }

        level--;
    }

    // Chains of aliases nest deeper than the text does.
    private void Enter()
    {
        if (++level > budget.Depth + 1)
        {
            throw YamlScanner.TooDeep(budget.Depth);
        }
    }

    // What is merged replaces keys that stand before it, and the later of two sources the earlier: goyaml's order.
    private void Merge(YamlTreeNode source, Mapping mapping)
    {
        if (source.Kind == YamlTreeKind.Sequence)
        {
            foreach (var one in source.Children.AsEnumerable().Reverse())
            {
                MergeOne(one, mapping);
            }

            return;
        }

        MergeOne(source, mapping);
    }

    private void MergeOne(YamlTreeNode source, Mapping mapping)
    {
        var target = source.Target ?? source;
        if (target.Kind != YamlTreeKind.Mapping)
        {
            throw Malformed("What is merged is no mapping.");
        }

        Count();
        if (source.Target is null)
        {
            Fill(target, mapping);
            return;
        }

        ThroughAlias(
            source,
            node =>
            {
                Count();
                Fill(node, mapping);
                return null;
            }
        );
    }

    private object? ThroughAlias(YamlTreeNode alias, Func<YamlTreeNode, object?> decode)
    {
        if (!open.Add(alias))
        {
            throw Malformed("An anchor's value contains itself.");
        }

        aliasDepth++;
        var value = decode(alias.Target!);
        aliasDepth--;
        open.Remove(alias);
        return value;
    }

    private void Count()
    {
        decoded++;
        throughAliases += aliasDepth > 0 ? 1 : 0;
        var allowed =
            0.99 - (0.89 * Math.Clamp((decoded - SmallDocument) / (double)(LargeDocument - SmallDocument), 0, 1));
        if (throughAliases > 100 && decoded > 1000 && throughAliases / (double)decoded > allowed)
        {
            throw Malformed("It contains excessive aliasing.");
        }
    }

    private static JsonNode? Convert(object? value) =>
        value switch
        {
            null => null,
            string text => JsonValue.Create(text),
            bool truth => JsonValue.Create(truth),
            long whole => JsonValue.Create(whole),
            ulong whole => JsonValue.Create(whole),
            double number when double.IsFinite(number) => GoNumber.Json(number),
            List<object?> list => new JsonArray([.. list.Select(Convert)]),
            Mapping mapping => ConvertMapping(mapping),
            _ => throw Malformed("It holds a number that JSON has no form for."),
        };

    private static JsonObject ConvertMapping(Mapping mapping)
    {
        var json = new JsonObject();
        foreach (var (key, value) in mapping)
        {
            var name = key switch
            {
                string text => text,
                bool truth => truth ? "true" : "false",
                long whole => whole.ToString(CultureInfo.InvariantCulture),
                double number => GoNumber.FormatKey(number),
                _ => throw Malformed("It holds a key that JSON has no form for."),
            };
            json[name] = Convert(value);
        }

        return json;
    }

    private static RecordException Malformed(string message) => new("ManifestMalformed", message);

    private sealed class Mapping : OrderedDictionary<object, object?>
    {
        public static readonly object NullKey = new();
    }
}
