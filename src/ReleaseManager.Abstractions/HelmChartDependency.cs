namespace ReleaseManager;

/// <summary>A subchart, as a chart names it.</summary>
public sealed record HelmChartDependency
{
    /// <summary>Its name in the chart: its alias where it has one.</summary>
    public required string Name { get; init; }

    /// <summary>The version that the chart asks for; empty where it asks for none.</summary>
    public required string Version { get; init; }

    /// <summary>Where it comes from, without a user's name or password; empty for one that only ever lay in the chart.</summary>
    public required string Repository { get; init; }

    /// <inheritdoc/>
    public override string ToString() =>
        (Version.Length > 0 ? $"{Name} {Version}" : Name) + (Repository.Length > 0 ? $" ({Repository})" : "");
}
