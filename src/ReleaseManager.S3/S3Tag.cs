namespace ReleaseManager.S3;

/// <summary>An ETag as this backend hands it on: without its quotes.</summary>
internal static class S3Tag
{
    public static string Of(string? etag) => (etag ?? "").Trim('"');
}
