namespace ReleaseManager.Cli.Output;

/// <summary>A revision as <c>helm get metadata --output json</c> writes it.</summary>
internal sealed record ReleaseMetadata
{
    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>Chart.</summary>
    public required string Chart { get; init; }

    /// <summary>Version of the chart.</summary>
    public required string Version { get; init; }

    /// <summary>Version of the app.</summary>
    public required string AppVersion { get; init; }

    /// <summary>Annotations of the chart; null for none.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>The chart's subcharts; null for none.</summary>
    public IReadOnlyList<HelmChartDependency>? Dependencies { get; init; }

    /// <summary>Namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>Revision.</summary>
    public required int Revision { get; init; }

    /// <summary>Status.</summary>
    public required string Status { get; init; }

    /// <summary>When it was deployed.</summary>
    public required string DeployedAt { get; init; }
}
