namespace ReleaseManager.Sandbox.Hosting;

/// <summary>The requests that came in, in order.</summary>
internal sealed class RequestLog
{
    private readonly Lock _gate = new();
    private List<SandboxRequest> _requests = [];

    /// <summary>Notes a request; the entry is where its status code goes later.</summary>
    public RequestLogEntry Add(SandboxRequest request)
    {
        lock (_gate)
        {
            _requests.Add(request);
            return new RequestLogEntry(_gate, _requests, _requests.Count - 1);
        }
    }

    public IReadOnlyList<SandboxRequest> Snapshot()
    {
        lock (_gate)
        {
            return [.. _requests];
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            // Entries under way keep the old list.
            _requests = [];
        }
    }
}
