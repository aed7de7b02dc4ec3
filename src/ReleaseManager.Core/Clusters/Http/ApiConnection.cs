using System.Net;
using System.Net.Http.Headers;
using ReleaseManager.Core.Clusters.Credentials;

namespace ReleaseManager.Core.Clusters.Http;

/// <summary>Sends requests to one API server as one user: credentials, time limits, retries, counts.</summary>
internal sealed class ApiConnection : IDisposable
{
    private readonly ClusterAccess _access;
    private readonly KubeClientOptions _options;
    private readonly TimeProvider _time;
    private readonly RetryPolicy _retry;
    private readonly SemaphoreSlim _turn;
    private readonly Transport _transport;
    private readonly ICredentialSource _credentials;
    private readonly string _root;

    public ApiConnection(ClusterAccess access, KubeClientOptions options, TimeProvider time)
    {
        _access = access;
        _options = options;
        _time = time;
        _root = access.Server.GetLeftPart(UriPartial.Path).TrimEnd('/');
        _turn = new SemaphoreSlim(options.Parallelism);
        _retry = new RetryPolicy(options, time, Counts.CountRetry);
        _credentials = CredentialSource.For(access, time);
        _transport = new Transport(access, options);
    }

    public RequestCounts Counts { get; } = new();

    /// <summary>Sends a request and reads the whole answer.</summary>
    /// <returns>The body of a successful answer; the caller disposes it.</returns>
    /// <exception cref="KubeApiException">The API refused.</exception>
    /// <exception cref="ClusterConnectionException">No answer came.</exception>
    public Task<PooledBuffer> SendAsync(ApiRequest request, CancellationToken stop) =>
        _retry.RunAsync(request, (attempt, token) => ReadAsync(request, attempt, token), stop);

    /// <summary>Sends a request and hands out the answer while it still comes in; for watches.</summary>
    public Task<OpenResponse> OpenAsync(ApiRequest request, CancellationToken stop) =>
        _retry.RunAsync(request, (attempt, token) => OpenOnceAsync(request, attempt, token), stop);

    public void Dispose()
    {
        _transport.Dispose();
        _turn.Dispose();
        (_credentials as IDisposable)?.Dispose();
    }

    private async Task<PooledBuffer> ReadAsync(ApiRequest request, int attempt, CancellationToken stop)
    {
        await _turn.WaitAsync(stop);
        try
        {
            using var limit = new CancellationTokenSource(LimitOf(request), _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
            try
            {
                using var open = await ExchangeAsync(request, attempt, either.Token);
                return await ReadBodyAsync(open.Response, either.Token);
            }
            catch (Exception e) when (ConnectionFailure.IsOne(e, stop))
            {
                throw ConnectionFailure.Translate(e, request, _access, _transport.Distrust);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<OpenResponse> OpenOnceAsync(ApiRequest request, int attempt, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(LimitOf(request), _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        try
        {
            return await ExchangeAsync(request, attempt, either.Token);
        }
        catch (Exception e) when (ConnectionFailure.IsOne(e, stop))
        {
            throw ConnectionFailure.Translate(e, request, _access, _transport.Distrust);
        }
    }

    /// <summary>Sends once, and once more with a fresh credential if the API does not accept the one at hand.</summary>
    private async Task<OpenResponse> ExchangeAsync(ApiRequest request, int attempt, CancellationToken stop)
    {
        var credential = await _credentials.GetAsync(stop);
        var response = await ExchangeAsync(request, credential, attempt, stop);
        if (response.StatusCode == HttpStatusCode.Unauthorized)
        {
            var fresh = await _credentials.RenewAsync(credential, stop);
            if (!ReferenceEquals(fresh, credential))
            {
                response.Dispose();
                credential = fresh;
                response = await ExchangeAsync(request, credential, attempt, stop);
            }
        }

        if (response.IsSuccessStatusCode)
        {
            return new OpenResponse(response);
        }

        using (response)
        {
            throw await RefusalAsync(request, response, stop);
        }
    }

    private async Task<HttpResponseMessage> ExchangeAsync(
        ApiRequest request,
        Credential credential,
        int attempt,
        CancellationToken stop
    )
    {
        using var message = Message(request, credential);
        var began = _time.GetTimestamp();
        var status = 0;
        Counts.Count(request.Count);
        try
        {
            var response = await _transport.SendAsync(message, credential.Certificate, stop);
            status = (int)response.StatusCode;
            TellWarnings(response);
            return response;
        }
        finally
        {
            _options.OnRequest?.Invoke(
                new RequestTrace(request.Method.Method, request.Path, status, _time.GetElapsedTime(began), attempt)
            );
        }
    }

    private HttpRequestMessage Message(ApiRequest request, Credential credential)
    {
        var message = new HttpRequestMessage(request.Method, new Uri(_root + request.Path))
        {
            // Over TLS the server chooses; without TLS there is nothing to choose by, and every server knows HTTP/1.1.
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        message.Headers.TryAddWithoutValidation("Accept", request.Accept);
        message.Headers.TryAddWithoutValidation("User-Agent", _options.UserAgent);
        message.Headers.Authorization = credential.Authorization;
        _transport.Prepare(message);
        if (request.ContentType is not null)
        {
            message.Content = new ReadOnlyMemoryContent(request.Body);
            message.Content.Headers.ContentType = new MediaTypeHeaderValue(request.ContentType);
        }

        return message;
    }

    private async Task<PooledBuffer> ReadBodyAsync(HttpResponseMessage response, CancellationToken stop)
    {
        var buffer = new PooledBuffer((int)Math.Min(response.Content.Headers.ContentLength + 1 ?? 0, 16 << 20));
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(stop);
            await buffer.ReadToEndAsync(stream, stop);
            Counts.CountBytes(buffer.Written.Length);
            return buffer;
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }

    private async Task<KubeApiException> RefusalAsync(
        ApiRequest request,
        HttpResponseMessage response,
        CancellationToken stop
    )
    {
        using var body = await ReadBodyAsync(response, stop);
        var error = StatusReader.Read(request, (int)response.StatusCode, RetryAfter(response), body.Written.Span);
        return error.IsUnauthorized && _transport.CertificateProblem(_time.GetUtcNow()) is { } problem
            ? new KubeApiException(error.StatusCode, error.Reason, $"{error.Message} {problem}")
            {
                Target = error.Target,
                Advice = error.Advice,
            }
            : error;
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) =>
        response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date > _time.GetUtcNow() ? date - _time.GetUtcNow() : TimeSpan.Zero,
            _ => null,
        };

    private TimeSpan LimitOf(ApiRequest request) =>
        request.Timeout is { } own && own < _options.RequestTimeout ? own : _options.RequestTimeout;

    private void TellWarnings(HttpResponseMessage response)
    {
        if (!response.Headers.Contains("Warning"))
        {
            return;
        }

        foreach (var warning in response.Headers.Warning.Where(w => w.Code == 299).Select(w => Unquoted(w.Text)))
        {
            if (!WarningScope.Tell(warning))
            {
                _options.OnWarning?.Invoke(warning);
            }
        }
    }

    private static string Unquoted(string text) =>
        text.Length >= 2 && text[0] == '"' && text[^1] == '"'
            ? text[1..^1]
                .Replace("\\\"", "\"", StringComparison.Ordinal)
                .Replace("\\\\", "\\", StringComparison.Ordinal)
            : text;
}
