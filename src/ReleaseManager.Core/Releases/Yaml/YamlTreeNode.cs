namespace ReleaseManager.Core.Releases;

/// <summary>A node of a YAML document before its scalars are given a meaning.</summary>
/// <param name="kind">What the node is.</param>
internal sealed class YamlTreeNode(YamlTreeKind kind)
{
    public YamlTreeKind Kind { get; } = kind;

    /// <summary>A scalar's text, or an alias's name.</summary>
    public string Value { get; init; } = "";

    /// <summary>A scalar's explicit tag; empty for none.</summary>
    public string Tag { get; init; } = "";

    /// <summary>Whether a scalar is plain, so that its text decides its type.</summary>
    public bool Implicit { get; init; }

    /// <summary>What an alias stands for.</summary>
    public YamlTreeNode? Target { get; init; }

    /// <summary>A sequence's elements, or a mapping's keys and values in turn.</summary>
    public List<YamlTreeNode> Children { get; } = [];
}
