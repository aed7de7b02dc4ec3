using System.Security.Cryptography;

namespace ReleaseManager.S3;

/// <summary>
/// Adds the MD5 to batch deletions. S3 asks for it unless it gets a newer checksum, which the SDK sends instead, and which many servers that are not
/// AWS do not take for it. It is no part of the signature, so it may be added on the way.
/// </summary>
internal sealed class BatchDigest(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken stop)
    {
        if (request.Method == HttpMethod.Post && request.Content is { } content)
        {
            await content.LoadIntoBufferAsync(stop);
#pragma warning disable CA5351 // Not for security: the form that S3 wants.
            content.Headers.ContentMD5 = MD5.HashData(await content.ReadAsByteArrayAsync(stop));
#pragma warning restore CA5351
        }

        return await base.SendAsync(request, stop);
    }
}
