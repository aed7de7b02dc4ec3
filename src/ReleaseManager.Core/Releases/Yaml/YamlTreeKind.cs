namespace ReleaseManager.Core.Releases;

/// <summary>What a node of a YAML document is.</summary>
internal enum YamlTreeKind
{
    /// <summary>Text.</summary>
    Scalar,

    /// <summary>A reference to an anchored node.</summary>
    Alias,

    /// <summary>A list.</summary>
    Sequence,

    /// <summary>Keys and values.</summary>
    Mapping,
}
