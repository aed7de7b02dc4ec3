using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;

namespace ReleaseManager.S3;

/// <summary>One write of an item: its content, and the marks by which a reader proves the content and the writer knows its own work.</summary>
internal sealed class S3Write(S3BackendOptions options, string bucket, string key, ReadOnlyMemory<byte> content)
{
    private const string IdName = "rm-write";
    private const string HashName = "rm-sha256";

    private readonly string _id = Guid.NewGuid().ToString("N");
    private readonly string _hash = HashOf(content.Span);

    public int Length => content.Length;

    /// <summary>The hash that the writer of an object noted; null where another program wrote it.</summary>
    public static string? HashNotedIn(MetadataCollection metadata) => metadata[HashName];

    public static string HashOf(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));

    /// <summary>True where this very write made an object: a try of it that seemed lost had arrived.</summary>
    public bool Made(MetadataCollection metadata) => string.Equals(metadata[IdName], _id, StringComparison.Ordinal);

    /// <summary>A request for it, on no condition yet.</summary>
    public PutObjectRequest Request()
    {
        var request = new PutObjectRequest
        {
            BucketName = bucket,
            Key = key,
            InputStream = Open(),
            AutoCloseStream = false,
            ContentType = "application/octet-stream",
            Metadata = { [IdName] = _id, [HashName] = _hash },
        };
        if (options.EndpointUrl is not null)
        {
            // Signed as a whole: not all servers take content that is signed in chunks.
            request.UseChunkEncoding = false;
        }

        if (options.ServerSideEncryption is { } method)
        {
            request.ServerSideEncryptionMethod = new ServerSideEncryptionMethod(method);
            request.ServerSideEncryptionKeyManagementServiceKeyId = options.KmsKeyId;
        }

        if (options.StorageClass is { } storageClass)
        {
            request.StorageClass = new S3StorageClass(storageClass);
        }

        return request;
    }

    private MemoryStream Open() =>
        MemoryMarshal.TryGetArray(content, out var array)
            ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
            : new MemoryStream(content.ToArray(), writable: false);
}
