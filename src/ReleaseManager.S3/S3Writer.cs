using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using Polly;
using Polly.Retry;
using ReleaseManager.Core.Backends;

namespace ReleaseManager.S3;

/// <summary>
/// Writes on a condition: that there is no such item, or that it is still the one that was read. Where the bucket honours conditions, it
/// decides; else the writer looks first and writes then.
/// </summary>
internal sealed class S3Writer
{
    /// <summary>How often a write is tried anew whose condition the server could not decide for others that were under way.</summary>
    private const int Conflicts = 6;

    private readonly S3BackendOptions _options;
    private readonly S3Address _address;
    private readonly S3Connection _connection;
    private readonly S3Errors _errors;
    private readonly ResiliencePipeline<Outcome> _again;

    public S3Writer(
        S3BackendOptions options,
        S3Address address,
        S3Connection connection,
        S3Errors errors,
        TimeProvider time
    )
    {
        (_options, _address, _connection, _errors) = (options, address, connection, errors);
        _again = new ResiliencePipelineBuilder<Outcome> { TimeProvider = time }
            .AddRetry(
                new RetryStrategyOptions<Outcome>
                {
                    MaxRetryAttempts = Conflicts,
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true,
                    Delay = TimeSpan.FromMilliseconds(100),
                    MaxDelay = TimeSpan.FromSeconds(5),
                    ShouldHandle = new PredicateBuilder<Outcome>().HandleResult(Outcome.Undecided),
                }
            )
            .Build();
    }

    private enum Outcome
    {
        Won,
        Lost,
        Undecided,
    }

    /// <summary>Writes an item if there is none.</summary>
    public Task<bool> CreateAsync(string name, ReadOnlyMemory<byte> content, bool exact, CancellationToken stop)
    {
        var write = Begin(name, content);
        return exact
            ? DecideAsync(name, write, request => request.IfNoneMatch = "*", stop)
            : LookAndWriteAsync(name, write, found => found is null, stop);
    }

    /// <summary>Writes an item if it still has a tag.</summary>
    public Task<bool> ReplaceAsync(
        string name,
        ReadOnlyMemory<byte> content,
        string tag,
        bool exact,
        CancellationToken stop
    )
    {
        var write = Begin(name, content);
        // Bare first: AWS takes both forms, and some servers that alone. Others insist on the quotes, and meet them at the second try.
        var quoted = true;
        return exact
            ? DecideAsync(name, write, request => request.IfMatch = (quoted = !quoted) ? $"\"{tag}\"" : tag, stop)
            : LookAndWriteAsync(name, write, found => found is not null && S3Tag.Of(found.ETag) == tag, stop);
    }

    private S3Write Begin(string name, ReadOnlyMemory<byte> content) =>
        new(_options, _address.Bucket, _address.KeyOf(name), content);

    private async Task<bool> LookAndWriteAsync(
        string name,
        S3Write write,
        Func<GetObjectMetadataResponse?, bool> mayWrite,
        CancellationToken stop
    )
    {
        if (!mayWrite(await LookAsync(name, stop)))
        {
            return false;
        }

        await PutAsync(name, write, write.Request(), stop);
        return true;
    }

    private async Task<bool> DecideAsync(
        string name,
        S3Write write,
        Action<PutObjectRequest> setCondition,
        CancellationToken stop
    )
    {
        var outcome = await _again.ExecuteAsync(async inner => await TryAsync(name, write, setCondition, inner), stop);
        return outcome is Outcome.Undecided ? throw _errors.Undecided(name) : outcome is Outcome.Won;
    }

    private async Task<Outcome> TryAsync(
        string name,
        S3Write write,
        Action<PutObjectRequest> setCondition,
        CancellationToken stop
    )
    {
        var request = write.Request();
        setCondition(request);
        try
        {
            await PutAsync(name, write, request, stop);
            return Outcome.Won;
        }
        catch (BackendException e) when (Says(e, 409))
        {
            // Another write of the key is under way, and the server does not wait to see it succeed.
            return Outcome.Undecided;
        }
        catch (BackendException e)
            when (Says(e, 412) || e.InnerException is AmazonS3Exception { ErrorCode: "NoSuchKey" })
        {
            return await JudgeAsync(name, write, request, stop);
        }
        catch (BackendException e) when (Says(e, 500, 503))
        {
            // Some servers say so to the losers of a race, others after they have written.
            var outcome = await JudgeAsync(name, write, request, stop);
            if (outcome is Outcome.Undecided)
            {
                throw;
            }

            return outcome;
        }
    }

    private static bool Says(BackendException e, params ReadOnlySpan<int> statuses) =>
        e.InnerException is AmazonS3Exception answer && statuses.Contains((int)answer.StatusCode);

    /// <summary>
    /// Finds out what a condition that does not hold means. The try that met it may have been a repetition, and what it met the work of an
    /// earlier one whose answer was lost.
    /// </summary>
    private async Task<Outcome> JudgeAsync(string name, S3Write write, PutObjectRequest request, CancellationToken stop)
    {
        var found = await LookAsync(name, stop);
        if (found is not null && write.Made(found.Metadata))
        {
            return Outcome.Won;
        }

        // Nothing there to lose against, or still what was to be replaced: whoever was there first has been removed, or nothing was done.
        var stillOpen = request.IfMatch is { } tag
            ? found is not null && S3Tag.Of(found.ETag) == S3Tag.Of(tag)
            : found is null;
        return stillOpen ? Outcome.Undecided : Outcome.Lost;
    }

    private Task<PutObjectResponse> PutAsync(
        string name,
        S3Write write,
        PutObjectRequest request,
        CancellationToken stop
    ) =>
        _connection.RunAsync(
            S3Verb.Write,
            name,
            write.Length,
            (client, inner) => client.PutObjectAsync(request, inner),
            stop
        );

    /// <summary>What stands under a name; null where nothing does.</summary>
    private Task<GetObjectMetadataResponse?> LookAsync(string name, CancellationToken stop) =>
        _connection.RunAsync<GetObjectMetadataResponse?>(
            S3Verb.Read,
            name,
            0,
            async (client, inner) =>
            {
                try
                {
                    var key = _address.KeyOf(name);
                    return await client.GetObjectMetadataAsync(
                        new GetObjectMetadataRequest { BucketName = _address.Bucket, Key = key },
                        inner
                    );
                }
                catch (AmazonS3Exception e) when (e.StatusCode is HttpStatusCode.NotFound)
                {
                    return null;
                }
            },
            stop
        );
}
