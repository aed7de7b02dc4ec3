namespace ReleaseManager.Core.State;

/// <summary>Where and how a record's value was saved.</summary>
/// <param name="Hash">Name of the content under <c>records/</c>.</param>
/// <param name="Encoding"><see cref="Base64"/> or <see cref="Raw"/>.</param>
/// <param name="Size">Bytes of the original value.</param>
/// <param name="Written">True if it was not there before.</param>
public sealed record SavedRecord(string Hash, string Encoding, long Size, bool Written)
{
    /// <summary>The content is the value with its base64 removed; encoding it again gives the very same value.</summary>
    public const string Base64 = "base64";

    /// <summary>The content is the value as it was found.</summary>
    public const string Raw = "raw";
}
