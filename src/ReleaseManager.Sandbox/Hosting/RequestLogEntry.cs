namespace ReleaseManager.Sandbox.Hosting;

/// <summary>The place of one request in the log.</summary>
internal sealed class RequestLogEntry(Lock gate, List<SandboxRequest> requests, int index)
{
    public void Answered(int statusCode)
    {
        lock (gate)
        {
            requests[index] = requests[index] with { StatusCode = statusCode };
        }
    }
}
