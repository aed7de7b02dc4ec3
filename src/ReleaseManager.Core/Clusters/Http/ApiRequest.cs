namespace ReleaseManager.Core.Clusters.Http;

/// <summary>One request to the API, in a form that can be sent more than once.</summary>
internal sealed record ApiRequest
{
    public const string Json = "application/json";

    public required HttpMethod Method { get; init; }

    /// <summary>Path under the server's root with query; begins with a slash.</summary>
    public required string Path { get; init; }

    /// <summary>Key in the request counts, such as <c>GET secrets</c>.</summary>
    public required string Count { get; init; }

    /// <summary>What is being done on what, for messages: <c>get secrets "a" in namespace "b"</c>.</summary>
    public required string Doing { get; init; }

    public string Accept { get; init; } = Json;

    public ReadOnlyMemory<byte> Body { get; init; }

    public string? ContentType { get; init; }

    /// <summary>Sending it twice does what sending it once does.</summary>
    public bool Repeatable { get; init; } = true;

    /// <summary>Bounds the retries further than the client's options do.</summary>
    public int? MaxRetries { get; init; }

    /// <summary>Bounds the time of one try further than the client's options do.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The API may quote the object in its errors, and the object is a Secret.</summary>
    public bool AboutSecret { get; init; }
}
