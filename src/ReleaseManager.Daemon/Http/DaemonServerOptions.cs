namespace ReleaseManager.Daemon.Http;

/// <summary>How a daemon is asked over HTTP.</summary>
public sealed record DaemonServerOptions
{
    /// <summary>Where it listens, as <c>:8080</c> (all addresses), <c>127.0.0.1:8080</c> or <c>[::1]:8080</c>.</summary>
    public string Listen { get; init; } = ":8080";

    /// <summary>
    /// A file that holds the token which all but health and metrics ask for; read again when it changes. Null where none is asked for.
    /// </summary>
    public string? TokenFile { get; init; }

    /// <summary>Further host names under which a browser may ask for data where there is no token; see <c>docs/threat-model.md</c>.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>How often the state is compared with the cluster; as often what metrics tell of the state is read.</summary>
    internal TimeSpan PollingInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What it spends on those who ask.</summary>
    internal HttpLimits Limits { get; init; } = new();

    /// <summary>Told of faults of the program itself, which nobody who asks is told of.</summary>
    internal Action<Exception>? OnFault { get; init; }
}
