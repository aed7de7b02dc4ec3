using System.Collections.Concurrent;

namespace ReleaseManager.S3;

/// <summary>
/// Requests as they went over the wire, each try by itself: <c>GET</c>, <c>HEAD</c>, <c>PUT</c>, <c>DELETE</c>, <c>LIST</c>,
/// <c>DELETE-BATCH</c>, <c>VERSIONING</c>. Safe to use from many threads.
/// </summary>
internal sealed class S3RequestCounter
{
    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <summary>Requests of one kind; 0 if there was none.</summary>
    public int this[string kind] => _counts.GetValueOrDefault(kind);

    /// <summary>All requests.</summary>
    public int Total => _counts.Values.Sum();

    public void Count(HttpRequestMessage request) => _counts.AddOrUpdate(KindOf(request), 1, static (_, n) => n + 1);

    private static string KindOf(HttpRequestMessage request)
    {
        var query = request.RequestUri?.Query ?? "";
        return request.Method.Method switch
        {
            "GET" when query.Contains("list-type=2", StringComparison.Ordinal) => "LIST",
            "GET" when query.Contains("versioning", StringComparison.Ordinal) => "VERSIONING",
            "POST" when query.Contains("delete", StringComparison.Ordinal) => "DELETE-BATCH",
            var method => method,
        };
    }
}
