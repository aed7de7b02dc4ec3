namespace ReleaseManager.Daemon.Http;

/// <summary>How a daemon is asked over HTTP.</summary>
internal sealed record DaemonServerOptions
{
    /// <summary>Where it listens, as <see cref="ListenAddress.Parse"/> reads it.</summary>
    public string Listen { get; init; } = ":8080";

    /// <summary>
    /// A file that holds the token which all but health and metrics ask for; read again when it changes. Null where none is asked for.
    /// </summary>
    public string? TokenFile { get; init; }

    /// <summary>Further host names under which a browser may ask for data where there is no token; see <see cref="HostRule"/>.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>How often the state is compared with the cluster; as often what metrics tell of the state is read.</summary>
    public TimeSpan PollingInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What it spends on those who ask.</summary>
    public HttpLimits Limits { get; init; } = new();

    /// <summary>Told of faults of the program itself, which nobody who asks is told of.</summary>
    public Action<Exception>? OnFault { get; init; }
}
