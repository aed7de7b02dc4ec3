using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;

namespace ReleaseManager.S3.Tests.Stub;

/// <summary>
/// A small S3 in memory that honours the conditions of writes, for what a real server does not do when asked: answers that AWS alone gives,
/// and answers that are lost or broken on their way. A test steps in before a request or after its effect.
/// </summary>
internal sealed class StubStore : IAsyncDisposable
{
    private static readonly XNamespace Space = "http://s3.amazonaws.com/doc/2006-03-01/";

    private readonly ConcurrentDictionary<string, Stored> _objects = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly StubServer _server;

    public StubStore() => _server = new StubServer(AnswerAsync);

    /// <summary>Answers in the store's stead; null lets the store do it.</summary>
    public Func<StubRequest, Task<StubAnswer?>> Before { get; set; } = _ => Task.FromResult<StubAnswer?>(null);

    /// <summary>Changes what the store has answered, its effect done.</summary>
    public Func<StubRequest, StubAnswer, StubAnswer> After { get; set; } = (_, answer) => answer;

    /// <summary>All requests but those of the probe.</summary>
    public IReadOnlyList<StubRequest> Requests => [.. _server.Requests.Where(request => !request.IsProbe)];

    /// <summary>The requests of the probe.</summary>
    public IReadOnlyList<StubRequest> Probes => [.. _server.Requests.Where(request => request.IsProbe)];

    /// <summary>Options that lead here: one retry, and patience enough for a busy machine.</summary>
    public S3BackendOptions Options =>
        new()
        {
            Bucket = "bucket",
            Path = "state",
            AccessKey = "STUBACCESSKEY0000001",
            SecretKey = "the-secret-key-of-the-stub",
            SessionToken = "the-session-token-of-the-stub",
            EndpointUrl = _server.Endpoint,
            ForcePathStyle = true,
            MaxRetries = 1,
        };

    /// <summary>Options for a test of a mishap: with little patience where it consists in waiting.</summary>
    public S3BackendOptions OptionsFor(string mishap) =>
        IsSlow(mishap) ? Options with { RequestTimeout = TimeSpan.FromSeconds(1) } : Options;

    /// <summary>True for a mishap of which only a timeout tells.</summary>
    public static bool IsSlow(string mishap) => mishap is nameof(StubMishap.Silence) or nameof(StubMishap.Stalled);

    /// <summary>How many requests of a kind came, those of the probe aside.</summary>
    public int Count(string kind) => Requests.Count(request => request.Kind == kind);

    /// <summary>Does something to the first requests of a kind that are no probe's.</summary>
    public void BreakFirst(string kind, int times, Func<StubAnswer, StubAnswer> change)
    {
        var left = times;
        After = (request, answer) =>
            request.Kind == kind && !request.IsProbe && Interlocked.Decrement(ref left) >= 0 ? change(answer) : answer;
    }

    /// <summary>Answers all requests of a kind, those of the probe aside, in the store's stead.</summary>
    public void Refuse(string kind, StubAnswer answer) =>
        Before = request => Task.FromResult(request.Kind == kind && !request.IsProbe ? answer : null);

    /// <summary>Puts an object under the path of <see cref="Options"/>, as another program would.</summary>
    public void Put(string name, string content) => _objects[$"/bucket/state/{name}"] = new Stored(Bytes(content), []);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private async Task<StubAnswer> AnswerAsync(StubRequest request)
    {
        if (await Before(request) is { } instead)
        {
            return instead;
        }

        lock (_gate)
        {
            return After(request, Answer(request));
        }
    }

    private StubAnswer Answer(StubRequest request) =>
        request.Kind switch
        {
            "PUT" => Write(request),
            "GET" or "HEAD" => Read(request),
            "DELETE" => Remove(request.Key),
            "DELETE-BATCH" => RemoveBatch(request),
            "LIST" => List(),
            "VERSIONING" => new StubAnswer(200, new XElement(Space + "VersioningConfiguration").ToString()),
            _ => StubAnswer.Error(501, "NotImplemented"),
        };

    private StubAnswer Write(StubRequest request)
    {
        var standing = _objects.GetValueOrDefault(request.Key);
        if (
            (request.Header("If-None-Match") is "*" && standing is not null)
            || (request.Header("If-Match") is { } tag && standing?.Tag != tag)
        )
        {
            return StubAnswer.Error(412, "PreconditionFailed");
        }

        var metadata = request
            .Headers.Where(header => header.Key.StartsWith("x-amz-meta-", StringComparison.OrdinalIgnoreCase))
            .ToDictionary(StringComparer.OrdinalIgnoreCase);
        var stored = new Stored(request.Body, metadata);
        _objects[request.Key] = stored;
        return new StubAnswer(200) { Headers = { ["ETag"] = $"\"{stored.Tag}\"" } };
    }

    private StubAnswer Read(StubRequest request)
    {
        if (!_objects.TryGetValue(request.Key, out var stored))
        {
            return StubAnswer.Error(404, "NoSuchKey");
        }

        var answer = new StubAnswer(200, stored.Body) { Headers = { ["ETag"] = $"\"{stored.Tag}\"" } };
        foreach (var (name, value) in stored.Metadata)
        {
            answer.Headers[name] = value;
        }

        return answer;
    }

    private StubAnswer Remove(string key)
    {
        _objects.TryRemove(key, out _);
        return new StubAnswer(204);
    }

    private StubAnswer RemoveBatch(StubRequest request)
    {
        foreach (var key in XDocument.Parse(Encoding.UTF8.GetString(request.Body)).Descendants())
        {
            if (key.Name.LocalName == "Key")
            {
                Remove($"/bucket/{key.Value}");
            }
        }

        return new StubAnswer(200, new XElement(Space + "DeleteResult").ToString());
    }

    private StubAnswer List() =>
        new(
            200,
            new XElement(
                Space + "ListBucketResult",
                new XElement(Space + "IsTruncated", false),
                _objects
                    .OrderBy(item => item.Key, StringComparer.Ordinal)
                    .Select(item => new XElement(
                        Space + "Contents",
                        new XElement(Space + "Key", item.Key["/bucket/".Length..]),
                        new XElement(Space + "LastModified", "2026-01-02T03:04:05.000Z"),
                        new XElement(Space + "Size", item.Value.Body.Length.ToString(CultureInfo.InvariantCulture))
                    ))
            ).ToString()
        );

    private sealed record Stored(byte[] Body, Dictionary<string, string> Metadata)
    {
        /// <summary>An ETag as S3 makes it.</summary>
#pragma warning disable CA5351 // Not for security: S3's ETag is an MD5.
        public string Tag { get; } = Convert.ToHexStringLower(MD5.HashData(Body));
#pragma warning restore CA5351
    }
}
