using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Polly;
using Polly.Retry;
using ReleaseManager.Core.Backends;

namespace ReleaseManager.S3;

/// <summary>Reads items whole and proves them by the hash that their writer noted; what does not fit is read again.</summary>
internal sealed class S3Reader
{
    private readonly S3Address _address;
    private readonly S3Connection _connection;
    private readonly ResiliencePipeline<Reading> _again;

    public S3Reader(S3BackendOptions options, S3Address address, S3Connection connection, TimeProvider time)
    {
        (_address, _connection) = (address, connection);
        _again =
            options.MaxRetries == 0
                ? ResiliencePipeline<Reading>.Empty
                : new ResiliencePipelineBuilder<Reading> { TimeProvider = time }
                    .AddRetry(
                        new RetryStrategyOptions<Reading>
                        {
                            MaxRetryAttempts = options.MaxRetries,
                            BackoffType = DelayBackoffType.Exponential,
                            UseJitter = true,
                            Delay = TimeSpan.FromMilliseconds(200),
                            MaxDelay = TimeSpan.FromSeconds(5),
                            ShouldHandle = new PredicateBuilder<Reading>().HandleResult(reading => !reading.IsWhole),
                        }
                    )
                    .Build();
    }

    /// <summary>Reads one item; null where there is none. What does not fit its hash however often it is read is damaged.</summary>
    public async Task<BackendContent?> ReadAsync(string name, CancellationToken stop) =>
        (await _again.ExecuteAsync(async inner => await TryAsync(name, inner), stop)).Content;

    private Task<Reading> TryAsync(string name, CancellationToken stop) =>
        _connection.RunAsync(
            S3Verb.Read,
            name,
            0,
            async (client, inner) =>
            {
                try
                {
                    var request = new GetObjectRequest { BucketName = _address.Bucket, Key = _address.KeyOf(name) };
                    using var answer = await client.GetObjectAsync(request, inner);
                    return await TakeAsync(answer, inner);
                }
                catch (AmazonS3Exception e)
                    when (e.StatusCode is HttpStatusCode.NotFound && e.ErrorCode is not "NoSuchBucket")
                {
                    return new Reading(IsWhole: true, Content: null);
                }
            },
            stop
        );

    private static async Task<Reading> TakeAsync(GetObjectResponse answer, CancellationToken stop)
    {
        // One byte more than was announced, so that a longer body shows.
        var bytes = new byte[answer.ContentLength + 1];
        int length;
        try
        {
            length = await answer.ResponseStream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, stop);
        }
        catch (AmazonClientException)
        {
            // The SDK holds what it can against the ETag: the content is not what the store had promised.
            return Damaged(answer);
        }

        var content = bytes.AsMemory(0, length);
        var isWhole =
            length == answer.ContentLength
            && (S3Write.HashNotedIn(answer.Metadata) is not { } hash || hash == S3Write.HashOf(content.Span));
        return isWhole
            ? new Reading(IsWhole: true, new BackendContent(content, S3Tag.Of(answer.ETag)))
            : Damaged(answer);
    }

    private static Reading Damaged(GetObjectResponse answer) =>
        new(
            IsWhole: false,
            BackendContent.Damaged(
                "does not have the content that was written, as the hash beside it says",
                S3Tag.Of(answer.ETag)
            )
        );

    private sealed record Reading(bool IsWhole, BackendContent? Content);
}
