using Amazon.S3;
using ReleaseManager.Core.Backends;

namespace ReleaseManager.S3;

/// <summary>Runs requests on the SDK's client, which it makes when it is first needed: so many at a time, each bounded, its errors translated.</summary>
internal sealed class S3Connection : IDisposable
{
    /// <summary>The longest pause of the SDK between two tries in its standard mode.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(20);

    private readonly S3BackendOptions _options;
    private readonly S3Errors _errors;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _places;
    private readonly Once<S3Session> _session;

    public S3Connection(S3BackendOptions options, S3Errors errors, TimeProvider time)
    {
        _options = options;
        _errors = errors;
        _time = time;
        _places = new SemaphoreSlim(options.MaxInFlight, options.MaxInFlight);
        _session = new Once<S3Session>(() => S3Session.OpenAsync(options, Requests, time));
    }

    /// <summary>What went over the wire so far.</summary>
    public S3RequestCounter Requests { get; } = new();

    /// <summary>
    /// Runs one request with all its tries. It ends within (tries × (timeout + 20 s + a second for each 128 KiB)), the wait for a place and
    /// the search for credentials aside.
    /// </summary>
    /// <param name="name">The item or folder, for the message of an error.</param>
    /// <param name="bytes">How much is sent.</param>
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
            var client = await OpenAsync(stop);
            using var late = new CancellationTokenSource(Bound(bytes), _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, late.Token);
            // The SDK heeds the token wherever it sends requests, but not where it looks for the region of a bucket on the side.
            return await request(client, either.Token).WaitAsync(late.Token);
        }
        catch (Exception e) when (S3Errors.Concern(e))
        {
            // Whatever the SDK makes of it: a caller who did not want to wait any longer shall not hear of a fault.
            throw stop.IsCancellationRequested
                ? new OperationCanceledException(null, e, stop)
                : _errors.Translate(verb, name, e);
        }
        finally
        {
            _places.Release();
        }
    }

    public void Dispose()
    {
        _session.Result?.Client.Dispose();
        _places.Dispose();
    }

    private TimeSpan Bound(long bytes) =>
        (_options.MaxRetries + 1) * (S3Attempt.Bound(_options.RequestTimeout, bytes) + LongestPause);

    private async Task<AmazonS3Client> OpenAsync(CancellationToken stop)
    {
        try
        {
            var session = await _session.GetAsync(stop);
            // Kept and renewed by the SDK. Asked for here, since of a failure during a request it does not say that this is what failed.
            await session.Credentials.GetCredentialsAsync().WaitAsync(S3Credentials.SearchTime, _time, stop);
            return session.Client;
        }
        catch (Exception e) when (S3Errors.Concern(e) && !stop.IsCancellationRequested)
        {
            throw _errors.NoCredentials(e);
        }
    }
}
