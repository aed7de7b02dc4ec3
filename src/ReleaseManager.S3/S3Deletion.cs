using Amazon.S3;
using Amazon.S3.Model;

namespace ReleaseManager.S3;

/// <summary>Removes items, a request for each 1,000. Those that may not be removed do not hold up the others.</summary>
internal sealed class S3Deletion(S3Address address, S3Connection connection, S3Errors errors)
{
    /// <summary>What S3 takes in one request.</summary>
    private const int BatchSize = 1000;

    public async Task DeleteAsync(IReadOnlyCollection<string> names, CancellationToken stop)
    {
        var (refused, first, cause) = (0, default(DeleteError), default(DeleteObjectsException));
        foreach (var batch in names.Chunk(BatchSize))
        {
            if (await DeleteBatchAsync(batch, stop) is { } failed)
            {
                refused += failed.Response.DeleteErrors.Count;
                first ??= failed.Response.DeleteErrors[0];
                cause ??= failed;
            }
        }

        if (first is not null)
        {
            throw errors.NotDeleted(address.NameOf(first.Key ?? "") ?? first.Key ?? "", refused, first.Code, cause!);
        }
    }

    /// <summary>What could not be removed; null where all is gone.</summary>
    private Task<DeleteObjectsException?> DeleteBatchAsync(string[] batch, CancellationToken stop) =>
        connection.RunAsync(
            S3Verb.Delete,
            batch[0],
            0,
            async (client, inner) =>
            {
                try
                {
                    var request = new DeleteObjectsRequest
                    {
                        BucketName = address.Bucket,
                        Quiet = true,
                        Objects = [.. batch.Select(name => new KeyVersion { Key = address.KeyOf(name) })],
                    };
                    await client.DeleteObjectsAsync(request, inner);
                    return null;
                }
                catch (DeleteObjectsException e) when (e.Response?.DeleteErrors is { Count: > 0 })
                {
                    return e;
                }
            },
            stop
        );
}
