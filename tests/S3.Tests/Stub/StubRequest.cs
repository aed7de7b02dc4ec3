namespace ReleaseManager.S3.Tests.Stub;

/// <summary>A request as the stub received it.</summary>
/// <param name="Target">Path and query as sent.</param>
internal sealed record StubRequest(
    string Method,
    string Target,
    IReadOnlyDictionary<string, string> Headers,
    byte[] Body
)
{
    /// <summary>What is asked for, in the words of the request counter.</summary>
    public string Kind =>
        Method switch
        {
            "GET" when Target.Contains("list-type=2", StringComparison.Ordinal) => "LIST",
            "GET" when Target.Contains("versioning", StringComparison.Ordinal) => "VERSIONING",
            "POST" => "DELETE-BATCH",
            _ => Method,
        };

    /// <summary>True for the requests by which a client tries out whether conditions are honoured.</summary>
    public bool IsProbe => Target.Contains(".rm-probe-", StringComparison.Ordinal) || Kind == "VERSIONING";

    /// <summary>The path without the query, which names bucket and key.</summary>
    public string Key => Uri.UnescapeDataString(Target.Split('?')[0]);

    public string? Header(string name) => Headers.GetValueOrDefault(name);
}
