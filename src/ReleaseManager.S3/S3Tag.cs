namespace ReleaseManager.S3;

/// <summary>An ETag as this backend hands it on: without its quotes, in which form AWS takes it back and other servers insist on.</summary>
internal static class S3Tag
{
    public static string Of(string? etag) => (etag ?? "").Trim('"');
}
