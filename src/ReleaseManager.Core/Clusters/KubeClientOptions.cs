namespace ReleaseManager.Core.Clusters;

/// <summary>How a client behaves; the defaults suit a command that a user waits for.</summary>
public sealed record KubeClientOptions
{
    /// <summary>Longest time to open a connection, TLS included.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest time for one try of a request, its whole body included; not for watches.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often a request is tried again after the first time.</summary>
    public int MaxRetries { get; init; } = 7;

    /// <summary>No new try begins once this time has passed since the first.</summary>
    public TimeSpan RetryTime { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>Requests in flight at the same time, watches aside; more wait for their turn.</summary>
    public int Parallelism { get; init; } = 32;

    /// <summary>Asks the API to compress its answers. Costs both sides processor time, which only pays over a real network.</summary>
    public bool Compression { get; init; } = true;

    /// <summary>What the API's audit log shows.</summary>
    public string UserAgent { get; init; } = "releasemanager";

    /// <summary>Told of the warnings that the API sends along, such as deprecated versions.</summary>
    public Action<string>? OnWarning { get; init; }

    /// <summary>Told of each try of each request.</summary>
    public Action<RequestTrace>? OnRequest { get; init; }
}
