namespace ReleaseManager;

/// <summary>How an import is done; part of a plan, so that a saved plan runs as it was approved.</summary>
public sealed record ReleaseImportSettings
{
    /// <summary>Whether hooks stay unrun.</summary>
    public bool NoHooks { get; init; }

    /// <summary>Whether captured custom resource definitions stay out.</summary>
    public bool SkipCrds { get; init; }

    /// <summary>Whether only the highest and the base revision come back, without the history.</summary>
    public bool NoHistory { get; init; }

    /// <summary>Whether missing namespaces are created; true unless said otherwise.</summary>
    public bool CreateNamespaces { get; init; } = true;

    /// <summary>Whether no further release is begun once one has failed.</summary>
    public bool StopOnError { get; init; }

    /// <summary>How many releases are brought back at the same time: 1 to 256.</summary>
    public int Parallelism { get; init; } = 16;

    /// <summary>How long one hook, or what passes by itself (a webhook not up yet, a CRD not established yet), may take for one release.</summary>
    public TimeSpan ReleaseTimeout { get; init; } = TimeSpan.FromSeconds(300);
}
