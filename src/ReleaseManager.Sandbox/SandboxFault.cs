namespace ReleaseManager.Sandbox;

/// <summary>One thing that goes wrong a number of times.</summary>
internal sealed class SandboxFault(SandboxFaultKind kind, int count, Func<SandboxRequest, bool>? matches)
{
    public SandboxFaultKind Kind => kind;

    public Func<SandboxRequest, bool>? Matches => matches;

    public int Remaining { get; set; } = count;

    public int StatusCode { get; init; }

    public string Body { get; init; } = "";

    public TimeSpan RetryAfter { get; init; }

    public Func<SandboxRequest, CancellationToken, Task>? Action { get; init; }
}
