using Amazon.Runtime;

namespace ReleaseManager.S3;

/// <summary>The connections to the server, each request on them bounded and counted.</summary>
internal sealed class S3Transport(S3BackendOptions options, S3RequestCounter counter, TimeProvider time)
    : HttpClientFactory
{
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(10);

    /// <remarks>As the SDK makes its own: no redirects and no decompression, which it wants to see itself.</remarks>
    public override HttpClient CreateHttpClient(IClientConfig clientConfig)
    {
        var connections = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            // Addresses of a store change; a daemon must notice.
            PooledConnectionLifetime = ConnectionLifetime,
        };
        HttpMessageHandler sender = options.EndpointUrl is null ? connections : new BatchDigest(connections);
        return new HttpClient(new S3Attempt(sender, options.RequestTimeout, counter, time))
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }
}
