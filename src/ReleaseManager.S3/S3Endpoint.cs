namespace ReleaseManager.S3;

/// <summary>
/// Which server a backend means where its options name none, as the AWS command line finds it. The SDK would find it by itself, but not know that it is another server than AWS, of which less
/// can be asked.
/// </summary>
internal static class S3Endpoint
{
    private static readonly string[] Variables = ["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"];

    /// <summary>The options with the server named.</summary>
    public static S3BackendOptions Settle(S3BackendOptions options) =>
        options.EndpointUrl is null && !IsIgnored() && Configured(options) is { Length: > 0 } found
            // What is no address is refused as if it had been given.
            ? options with
            {
                EndpointUrl = new Uri(found, UriKind.RelativeOrAbsolute),
            }
            : options;

    private static string? Configured(S3BackendOptions options) =>
        Variables.Select(Environment.GetEnvironmentVariable).FirstOrDefault(value => !string.IsNullOrEmpty(value))
        ?? S3Credentials
            .FindProfile(options.ProfileName ?? Environment.GetEnvironmentVariable("AWS_PROFILE") ?? "default")
            ?.EndpointUrl;

    private static bool IsIgnored() =>
        string.Equals(
            Environment.GetEnvironmentVariable("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"),
            "true",
            StringComparison.OrdinalIgnoreCase
        );
}
