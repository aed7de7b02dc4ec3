using DiffPlex;

namespace ReleaseManager.Core.Comparison;

/// <summary>Takes text apart at newlines alone; the last one ends a line and begins none.</summary>
internal sealed class TextLines : IChunker
{
    /// <summary>The only one that is needed.</summary>
    public static TextLines Chunker { get; } = new();

    /// <inheritdoc/>
    public IReadOnlyList<string> Chunk(string text) =>
        text.Length == 0 ? [] : (text.EndsWith('\n') ? text[..^1] : text).Split('\n');
}
