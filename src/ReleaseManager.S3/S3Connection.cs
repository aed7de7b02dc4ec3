using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.S3;
using ReleaseManager.Core.Backends;

namespace ReleaseManager.S3;

/// <summary>Makes the SDK's client when it is first needed, and runs requests on it: so many at a time, each bounded, its errors translated.</summary>
internal sealed class S3Connection : IDisposable
{
    /// <summary>The longest pause of the SDK between two tries in its standard mode.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(20);

    private readonly S3BackendOptions _options;
    private readonly S3Errors _errors;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _places;
    private readonly Once<AmazonS3Client> _client;

    public S3Connection(S3BackendOptions options, S3Errors errors, TimeProvider time)
    {
        _options = options;
        _errors = errors;
        _time = time;
        _places = new SemaphoreSlim(options.MaxInFlight, options.MaxInFlight);
        _client = new Once<AmazonS3Client>(OpenAsync);
    }

    /// <summary>What went over the wire so far.</summary>
    public S3RequestCounter Requests { get; } = new();

    /// <summary>
    /// Runs one request with all its tries. It ends within (tries × (timeout + 20 s + a second for each 128 KiB)); the search for credentials, once,
    /// takes 15 s at the most. The wait for a place does not count.
    /// </summary>
    /// <param name="name">The item or folder, for the message of an error.</param>
    /// <param name="bytes">How much is sent or expected, as far as that is known.</param>
    /// <exception cref="BackendException">It failed for good.</exception>
    public async Task<T> RunAsync<T>(
        S3Verb verb,
        string name,
        long bytes,
        Func<AmazonS3Client, CancellationToken, Task<T>> request,
        CancellationToken stop
    )
    {
        stop.ThrowIfCancellationRequested();
        await _places.WaitAsync(stop);
        try
        {
            var client = await _client.GetAsync(stop);
            using var late = new CancellationTokenSource(Bound(bytes), _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, late.Token);
            return await request(client, either.Token);
        }
        catch (Exception e) when (S3Errors.Concern(e) && !stop.IsCancellationRequested)
        {
            throw _errors.Translate(verb, name, e);
        }
        catch (Exception e) when (S3Errors.Concern(e))
        {
            // Whatever the SDK makes of it, it was the caller who did not want to wait any longer.
            throw new OperationCanceledException(null, e, stop);
        }
        finally
        {
            _places.Release();
        }
    }

    public void Dispose()
    {
        _client.Result?.Dispose();
        _places.Dispose();
    }

    private TimeSpan Bound(long bytes) =>
        (_options.MaxRetries + 1) * (S3Attempt.Bound(_options.RequestTimeout, bytes) + LongestPause);

    private async Task<AmazonS3Client> OpenAsync()
    {
        try
        {
            var profile = S3Credentials.FindProfile(_options);
            return new AmazonS3Client(await S3Credentials.FindAsync(_options, profile, _time), Configure(profile));
        }
        catch (Exception e) when (S3Errors.Concern(e))
        {
            throw _errors.NoCredentials(e);
        }
    }

    private AmazonS3Config Configure(CredentialProfile? profile)
    {
        var config = new AmazonS3Config
        {
            ForcePathStyle = _options.ForcePathStyle,
            RetryMode = RequestRetryMode.Standard,
            MaxErrorRetry = _options.MaxRetries,
            HttpClientFactory = new S3Transport(_options.RequestTimeout, Requests, _time),
        };
        // The environment's own default asks no instance: that would be a wait of seconds elsewhere.
        var region =
            _options.Region
            ?? profile?.Region?.SystemName
            ?? FallbackRegionFactory.GetRegionEndpoint(includeInstanceMetadata: false)?.SystemName
            ?? RegionEndpoint.USEast1.SystemName;
        if (_options.EndpointUrl is { } server)
        {
            config.ServiceURL = server.AbsoluteUri;
            config.AuthenticationRegion = region;
            // The SDK's default sends checksums as trailers, which most servers that are not AWS refuse (XAmzContentSHA256Mismatch).
            config.RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED;
            config.ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED;
        }
        else
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }

        return config;
    }
}
