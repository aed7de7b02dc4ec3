using System.Management.Automation;

namespace ReleaseManager.PowerShell.Running;

/// <summary>Reads where a state is from text, as users write it and as results say it.</summary>
internal static class Places
{
    private const string Scheme = "s3://";

    /// <summary>The folder of that path, or the bucket and path of a URL that begins with <c>s3://</c>.</summary>
    /// <exception cref="ReleaseManagerException">It is neither, or a server of its own is to be asked, of which text does not tell enough.</exception>
    public static HelmReleaseBackend Of(PathIntrinsics paths, string text) =>
        text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? OfUrl(text)
            : new LocalHelmReleaseBackend(UserPath.Resolve(paths, text));

    /// <summary>The place that a result names.</summary>
    /// <param name="location">A full path, or a URL.</param>
    public static HelmReleaseBackend OfLocation(string location) =>
        location.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? OfUrl(location)
            : new LocalHelmReleaseBackend(location);

    private static S3HelmReleaseBackend OfUrl(string text)
    {
        var parts = text[Scheme.Length..].Split('/', 2);
        return
            parts is [{ Length: > 0 } bucket, var rest]
            && rest.Trim('/') is { Length: > 0 } path
            && !path.Contains(" at ", StringComparison.Ordinal)
            ? new S3HelmReleaseBackend(bucket, path)
            : throw new ReleaseManagerException(
                "BackendNotNamed",
                ErrorKind.Usage,
                $"'{text}' does not tell all that is needed to reach the state."
            )
            {
                Target = text,
                Advice =
                    "Give -Backend what New-S3Backend gives; text names a bucket and a path of AWS alone, as s3://bucket/path.",
            };
    }
}
