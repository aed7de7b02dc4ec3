using ReleaseManager.Sandbox.Hosting;

namespace ReleaseManager.Sandbox.Http;

/// <summary>Answers the requests of one cluster.</summary>
internal sealed class KubeApi(SandboxOptions options, string token) : IDisposable
{
    /// <summary>Marks requests of the sandbox's own client: neither logged nor hit by faults.</summary>
    public const string UnwatchedHeader = "X-Sandbox-Unwatched";

    private readonly CancellationTokenSource stopping = new();

    public RequestLog Log { get; } = new();

    public SandboxFaults Faults { get; } = new();

    public Task HandleAsync(HttpContext context)
    {
        if (context.Request.Headers.Authorization != $"Bearer {token}")
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        }

        return context.Response.WriteAsync(options.KubernetesVersion, stopping.Token);
    }

    public void Dispose() => stopping.Dispose();

    /// <summary>Ends open watches.</summary>
    public void Stop() => stopping.Cancel();
}
