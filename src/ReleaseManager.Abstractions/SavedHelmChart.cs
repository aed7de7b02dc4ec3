namespace ReleaseManager;

/// <summary>A chart that was written into a folder from what a release holds of it, with the release's own values beside it.</summary>
public sealed record SavedHelmChart
{
    /// <summary>The release's namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>The release's name.</summary>
    public required string Name { get; init; }

    /// <summary>The revision that was taken.</summary>
    public required int Revision { get; init; }

    /// <summary>Chart and version in one.</summary>
    public required string Chart { get; init; }

    /// <summary>Version of what the chart installs; empty where it says none.</summary>
    public required string AppVersion { get; init; }

    /// <summary>Full path of the chart's folder, for <c>helm lint</c> and <c>helm template</c>.</summary>
    public required string Path { get; init; }

    /// <summary>Full path of the file with the release's own values, for <c>--values</c>. Only this user can read it.</summary>
    public required string ValuesPath { get; init; }

    /// <summary>The files of the chart, as paths in it.</summary>
    public required IReadOnlyList<string> Files
    {
        get;
        init => field = IndexedList.Of(value);
    }

    /// <summary>Subcharts that were part of the chart and are missing: a record does not hold them.</summary>
    public required IReadOnlyList<HelmChartDependency> MissingSubcharts
    {
        get;
        init => field = IndexedList.Of(value);
    }

    /// <inheritdoc/>
    public override string ToString() => Path;
}
