namespace ReleaseManager.Core.Releases;

/// <summary>A JSON patch is none, or does not fit what it is applied to; the message holds no value.</summary>
/// <param name="isMalformed">Whether it fits nothing at all.</param>
public sealed class JsonPatchException(string message, bool isMalformed) : Exception(message)
{
    /// <summary>Whether the patch is none; false where it only does not fit this value.</summary>
    public bool IsMalformed { get; } = isMalformed;
}
