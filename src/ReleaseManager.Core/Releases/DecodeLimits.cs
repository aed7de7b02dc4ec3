namespace ReleaseManager.Core.Releases;

/// <summary>How much a record or manifest may ask of its reader; what asks for more is an error of that record.</summary>
public sealed record DecodeLimits
{
    /// <summary>The limits for everyday use.</summary>
    public static DecodeLimits Default { get; } = new();

    /// <summary>
    /// Bytes of the stored value. Kubernetes allows 1 MiB of data in an object; other stores behind the same API may
    /// allow more.
    /// </summary>
    public long RecordBytes { get; init; } = 4L << 20;

    /// <summary>Bytes after decompression: a gzip of 1 MiB can hold a thousand times as much.</summary>
    public long DecompressedBytes { get; init; } = 64L << 20;

    /// <summary>
    /// Values in a record's JSON, and nodes in a manifest's YAML: two bytes of text can make one, and each takes more than
    /// a hundred in memory.
    /// </summary>
    public int Nodes { get; init; } = 1_000_000;

    /// <summary>Levels of nesting in JSON and YAML.</summary>
    public int Depth { get; init; } = 256;
}
