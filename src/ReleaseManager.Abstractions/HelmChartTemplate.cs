namespace ReleaseManager;

/// <summary>A template of the chart that a release was made from.</summary>
/// <param name="Name">Path in the chart, with slashes.</param>
/// <param name="Text">The template.</param>
public sealed record HelmChartTemplate(string Name, string Text)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}
