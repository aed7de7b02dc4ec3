using System.Runtime.CompilerServices;
using Amazon.S3.Model;
using ReleaseManager.Core.Backends;

namespace ReleaseManager.S3;

/// <summary>Lists the items under a folder, a request for each 1,000 keys; keys that are no item's are foreign and left out.</summary>
internal sealed class S3Listing(S3Address address, S3Connection connection, S3Errors errors)
{
    public async IAsyncEnumerable<BackendEntry> ListAsync(
        string folder,
        [EnumeratorCancellation] CancellationToken stop
    )
    {
        // No encoding is asked for: the SDK does not decode the keys that it then gets.
        var request = new ListObjectsV2Request { BucketName = address.Bucket, Prefix = address.Under(folder) };
        var last = "";
        do
        {
            var page = await connection.RunAsync(
                S3Verb.List,
                folder,
                0,
                (client, inner) => client.ListObjectsV2Async(request, inner),
                stop
            );
            // Collections that would be empty are null.
            foreach (var item in page.S3Objects ?? [])
            {
                if (string.CompareOrdinal(item.Key, last) <= 0)
                {
                    throw errors.OddList(folder);
                }

                last = item.Key;
                if (address.NameOf(item.Key) is { } name)
                {
                    stop.ThrowIfCancellationRequested();
                    yield return new BackendEntry(name, item.Size ?? 0, TimeOf(item));
                }
            }

            request.ContinuationToken = page.IsTruncated is true ? page.NextContinuationToken : null;
        } while (request.ContinuationToken is not null);
    }

    private static DateTimeOffset TimeOf(S3Object item) =>
        item.LastModified is { } time ? new DateTimeOffset(time.ToUniversalTime()) : default;
}
