namespace ReleaseManager.Core.Releases;

/// <summary>What the record's chart says of itself (Chart.yaml).</summary>
public sealed record ChartMetadata
{
    /// <summary>The chart's name.</summary>
    public string Name { get; init; } = "";

    /// <summary>The chart's own version.</summary>
    public string Version { get; init; } = "";

    /// <summary>Version of what the chart installs.</summary>
    public string AppVersion { get; init; } = "";

    /// <summary><c>v1</c> or <c>v2</c>.</summary>
    public string ApiVersion { get; init; } = "";

    /// <summary><c>application</c>, <c>library</c> or empty.</summary>
    public string Type { get; init; } = "";

    /// <summary>One sentence.</summary>
    public string Description { get; init; } = "";

    /// <summary>Which Kubernetes versions the chart accepts.</summary>
    public string KubeVersion { get; init; } = "";

    /// <summary>Whether its makers gave it up.</summary>
    public bool Deprecated { get; init; }

    /// <summary>What else the chart's makers say of it; empty for nothing.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = EmptyAnnotations;

    /// <summary>The subcharts that were enabled, each under its alias; a record holds no more of them than their rendered objects.</summary>
    public IReadOnlyList<HelmChartDependency> Dependencies { get; init; } = [];

    private static IReadOnlyDictionary<string, string> EmptyAnnotations { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal);
}
