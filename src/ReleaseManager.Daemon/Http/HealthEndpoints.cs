using ReleaseManager.Daemon.Health;

namespace ReleaseManager.Daemon.Http;

/// <summary>What probes ask: whether the process lives, whether it serves, and whether the saved state can be relied on.</summary>
internal sealed class HealthEndpoints(DaemonHealth health)
{
    /// <summary><c>/livez</c> and <c>/readyz</c>: that this is answered at all is the answer.</summary>
    public static HttpReply Alive(HttpRequest request) => HttpReply.Say(200, "ok");

    /// <summary><c>/healthz</c>: 200 and the role, or 500 and the reason.</summary>
    public HttpReply Health(HttpRequest request)
    {
        var report = health.Report();
        return report.IsHealthy
            ? HttpReply.Say(200, $"ok: {NameOf(report.Role)}")
            : HttpReply.Say(500, $"unhealthy: {NameOf(report.Role)}: {report.Reason}");
    }

    /// <summary>A role as it is written for machines.</summary>
    public static string NameOf(DaemonRole role) =>
        role switch
        {
            DaemonRole.Leader => "leader",
            DaemonRole.Standby => "standby",
            _ => "starting",
        };
}
