using ReleaseManager.Sandbox;

namespace ReleaseManager.PowerShell.Stage;

/// <summary>What a test wants of the stage.</summary>
internal sealed record StageOrder
{
    /// <summary>What to do.</summary>
    public required string Do { get; init; }

    /// <summary>The cluster, by the name of its context.</summary>
    public string Cluster { get; init; } = "";

    /// <summary>The cluster to compare with.</summary>
    public string With { get; init; } = "";

    /// <summary>Whether a new cluster holds what real Helm once released; else it is empty.</summary>
    public bool Filled { get; init; }

    /// <summary>The objects to create, as a JSON array.</summary>
    public string Objects { get; init; } = "[]";

    /// <summary>How many requests fail.</summary>
    public int Count { get; init; } = int.MaxValue;

    /// <summary>The status code that they fail with.</summary>
    public int Status { get; init; } = 500;

    /// <summary>The requests that are meant: these verbs, all if none.</summary>
    public string[] Verb { get; init; } = [];

    /// <summary>The requests that are meant: of this resource.</summary>
    public string? Resource { get; init; }

    /// <summary>The requests that are meant: in this namespace.</summary>
    public string? Namespace { get; init; }

    /// <summary>Whether a request is meant.</summary>
    public bool Means(SandboxRequest request) =>
        (Verb.Length == 0 || Verb.Contains(request.Verb, StringComparer.Ordinal))
        && (Resource is null || Resource == request.Resource)
        && (Namespace is null || Namespace == request.Namespace);
}
