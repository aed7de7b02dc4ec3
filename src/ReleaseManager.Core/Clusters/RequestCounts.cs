using System.Collections.Concurrent;

namespace ReleaseManager.Core.Clusters;

/// <summary>
/// How often a client asked for what, by verb and resource: <c>GET secrets</c>, <c>LIST secrets</c>,
/// <c>LIST-META secrets</c>, <c>CREATE</c>, <c>UPDATE</c>, <c>APPLY</c>, <c>PATCH</c>, <c>DELETE</c>, <c>WATCH</c>; retried requests
/// count each time. Safe to use from many threads.
/// </summary>
public sealed class RequestCounts
{
    private readonly ConcurrentDictionary<string, long> _counts = new(StringComparer.Ordinal);
    private long _bytes;
    private long _retries;

    /// <summary>Requests of one sort; 0 if there was none.</summary>
    public long this[string verbAndResource] => _counts.GetValueOrDefault(verbAndResource);

    /// <summary>All requests.</summary>
    public long Total => _counts.Values.Sum();

    /// <summary>Bytes of all bodies that were read, after decompression.</summary>
    public long BytesReceived => Interlocked.Read(ref _bytes);

    /// <summary>Requests that were tried again.</summary>
    public long Retries => Interlocked.Read(ref _retries);

    /// <summary>All counts at this moment.</summary>
    public IReadOnlyDictionary<string, long> Snapshot() =>
        new SortedDictionary<string, long>(_counts, StringComparer.Ordinal);

    internal void Count(string verbAndResource) => _counts.AddOrUpdate(verbAndResource, 1, static (_, n) => n + 1);

    internal void CountBytes(long bytes) => Interlocked.Add(ref _bytes, bytes);

    internal void CountRetry() => Interlocked.Increment(ref _retries);
}
