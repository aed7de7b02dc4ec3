namespace ReleaseManager.Core.Releases;

/// <summary>Shows what a record holds to those who know nothing of records.</summary>
public static class ReleaseView
{
    /// <summary>What a decoded record holds.</summary>
    /// <param name="form">In what form; null for the default.</param>
    public static HelmReleaseContent ContentOf(Release release, ReleaseForm? form = null)
    {
        ArgumentNullException.ThrowIfNull(release);
        return new RecordContent(release, form ?? ReleaseForm.Default);
    }

    /// <summary>Decodes a record's value and shows what it holds.</summary>
    /// <exception cref="RecordException">It cannot be decoded.</exception>
    public static HelmReleaseContent ContentOf(ReadOnlyMemory<byte> value, ReleaseForm form) =>
        ContentOf(Release.Parse(RecordCodec.Decode(value, DecodeLimits.Default)), form);

    /// <summary>The record itself behind what was shown of it, with nothing masked.</summary>
    /// <exception cref="RecordException">It was not read from a record.</exception>
    public static Release RecordOf(HelmReleaseContent content) =>
        content is RecordContent shown
            ? shown.Release
            : throw new RecordException("RecordUnknown", "What was read of the release is no record of Helm.");
}
