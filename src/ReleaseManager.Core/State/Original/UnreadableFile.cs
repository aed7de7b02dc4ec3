namespace ReleaseManager.Core.State.Original;

/// <summary>A file of the original tool from which no release can be had.</summary>
/// <param name="File">Its name.</param>
/// <param name="ErrorId">Why, as an id: <c>HelmTwoRecord</c>, <c>RecordUnreadable</c>, <c>RecordTooLarge</c> and so on.</param>
/// <param name="Reason">Why, in words; never holds a part of the file.</param>
public sealed record UnreadableFile(string File, string ErrorId, string Reason)
{
    /// <inheritdoc/>
    public override string ToString() => $"{File}: {Reason}";
}
