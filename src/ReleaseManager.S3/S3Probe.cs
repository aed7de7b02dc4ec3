using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using ReleaseManager.Core.Backends;

namespace ReleaseManager.S3;

/// <summary>
/// Finds out whether a bucket honours the conditions of writes. Servers that do not know them ignore them without a word, and some do so
/// in versioned buckets alone: only a try in this very bucket tells.
/// </summary>
internal sealed class S3Probe(S3BackendOptions options, S3Address address, S3Connection connection)
{
    /// <summary>Begins with a dot, so that no list shows it.</summary>
    private const string Prefix = ".rm-probe-";

    /// <summary>Errors name the place and not the object of the probe, which means nothing to anybody.</summary>
    private const string Place = "";

    /// <summary>An ETag that the object of the probe does not have.</summary>
    private const string OtherTag = "00000000000000000000000000000000";

    public async Task<BackendGuarantees> FindAsync()
    {
        // Nobody's patience ends this: whoever asked first shares the answer with all who ask meanwhile. Each request is bounded.
        var stop = CancellationToken.None;
        return new BackendGuarantees
        {
            ExactWrites = await HonoursConditionsAsync(stop),
            KeepsVersions = await KeepsVersionsAsync(stop),
        };
    }

    private async Task<bool> HonoursConditionsAsync(CancellationToken stop)
    {
        var name = $"{Prefix}{Guid.NewGuid():N}";
        try
        {
            await PutAsync(name, request => request.IfNoneMatch = "*", stop);
        }
        catch (BackendException e) when (IsUnknown(e.InnerException))
        {
            return false;
        }

        try
        {
            return await IsRefusedAsync(name, request => request.IfNoneMatch = "*", stop)
                && await IsRefusedAsync(name, request => request.IfMatch = OtherTag, stop);
        }
        finally
        {
            await RemoveAsync(name, stop);
        }
    }

    private async Task<bool> IsRefusedAsync(string name, Action<PutObjectRequest> condition, CancellationToken stop)
    {
        try
        {
            await PutAsync(name, condition, stop);
            return false;
        }
        catch (BackendException e) when (IsCondition(e.InnerException))
        {
            return true;
        }
        catch (BackendException e) when (IsUnknown(e.InnerException))
        {
            return false;
        }
    }

    private Task<PutObjectResponse> PutAsync(string name, Action<PutObjectRequest> condition, CancellationToken stop)
    {
        var request = new S3Write(options, address.Bucket, address.KeyOf(name), default).Request();
        condition(request);
        return connection.RunAsync(
            S3Verb.Write,
            Place,
            0,
            (client, inner) => client.PutObjectAsync(request, inner),
            stop
        );
    }

    /// <summary>Who may write but not remove leaves an empty object behind.</summary>
    private async Task RemoveAsync(string name, CancellationToken stop)
    {
        try
        {
            await connection.RunAsync(
                S3Verb.Delete,
                Place,
                0,
                (client, inner) => client.DeleteObjectAsync(address.Bucket, address.KeyOf(name), inner),
                stop
            );
        }
        catch (BackendException)
        {
            // Nothing depends on it.
        }
    }

    private async Task<bool?> KeepsVersionsAsync(CancellationToken stop)
    {
        try
        {
            var answer = await connection.RunAsync(
                S3Verb.Read,
                Place,
                0,
                (client, inner) =>
                    client.GetBucketVersioningAsync(
                        new GetBucketVersioningRequest { BucketName = address.Bucket },
                        inner
                    ),
                stop
            );
            return answer.VersioningConfig?.Status == VersionStatus.Enabled;
        }
        catch (BackendException e) when (e.InnerException is AmazonS3Exception)
        {
            // Not allowed to ask, or the server knows no versions.
            return null;
        }
    }

    private static bool IsCondition(Exception? e) =>
        e is AmazonS3Exception { StatusCode: HttpStatusCode.PreconditionFailed or HttpStatusCode.NotModified };

    /// <summary>True where a server says that it knows no conditions, instead of ignoring them.</summary>
    private static bool IsUnknown(Exception? e) => e is AmazonS3Exception { StatusCode: HttpStatusCode.NotImplemented };
}
