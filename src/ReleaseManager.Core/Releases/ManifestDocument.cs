namespace ReleaseManager.Core.Releases;

/// <summary>One document of a manifest as text.</summary>
/// <param name="Index">Position among the documents.</param>
/// <param name="Text">The text, with the comments above the object.</param>
public sealed record ManifestDocument(int Index, string Text)
{
    private const string SourceComment = "# Source: ";

    /// <summary>Path of the template, from the comment that Helm writes above; null where there is none.</summary>
    public string? Source { get; } = FindSource(Text);

    private static string? FindSource(string text)
    {
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.StartsWith(SourceComment, StringComparison.Ordinal))
            {
                return line[SourceComment.Length..].Trim().ToString();
            }

            if (!line.IsWhiteSpace() && line[0] is not ('#' or '-'))
            {
                return null;
            }
        }

        return null;
    }
}
