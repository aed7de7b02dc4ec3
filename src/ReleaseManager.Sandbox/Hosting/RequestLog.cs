namespace ReleaseManager.Sandbox.Hosting;

/// <summary>The requests that came in, in order.</summary>
internal sealed class RequestLog
{
    private readonly Lock gate = new();
    private List<SandboxRequest> requests = [];

    /// <summary>Notes a request; the entry is where its status code goes later.</summary>
    public RequestLogEntry Add(SandboxRequest request)
    {
        lock (gate)
        {
            requests.Add(request);
            return new RequestLogEntry(gate, requests, requests.Count - 1);
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
            // Entries under way keep the old list.
            requests = [];
        }
    }
}
