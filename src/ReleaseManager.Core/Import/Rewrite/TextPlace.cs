namespace ReleaseManager.Core.Import.Rewrite;

/// <summary>A text of an object or of values, and where it stands.</summary>
/// <param name="Path">A JSON pointer.</param>
/// <param name="Text">What stands there.</param>
/// <param name="SpeaksOfNamespace">Whether a key above it, a name beside it or the flag before it says that it is a namespace.</param>
internal readonly record struct TextPlace(string Path, string Text, bool SpeaksOfNamespace)
{
    /// <summary>Whether it says where an image is pulled from.</summary>
    public bool IsImage =>
        Path.EndsWith("/image", StringComparison.Ordinal) || Path.EndsWith("/repository", StringComparison.Ordinal);
}
