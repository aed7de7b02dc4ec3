namespace ReleaseManager.Sandbox.Hosting;

/// <summary>The requests that came in, in order.</summary>
internal sealed class RequestLog
{
    private readonly Lock gate = new();
    private readonly List<SandboxRequest> requests = [];

    /// <summary>Notes a request; the entry is where its status code goes later.</summary>
    public Entry Add(SandboxRequest request)
    {
        lock (gate)
        {
            var entry = new Entry(this, requests, requests.Count);
            requests.Add(request);
            return entry;
        }
    }

    public IReadOnlyList<SandboxRequest> Snapshot()
    {
        lock (gate)
        {
            return [.. requests];
        }
    }

    public void Clear()
    {
        lock (gate)
        {
            requests.Clear();
        }
    }

    internal readonly record struct Entry(RequestLog Log, List<SandboxRequest> Requests, int Index);
}
