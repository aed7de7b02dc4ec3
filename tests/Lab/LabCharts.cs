using System.Reflection;

namespace ReleaseManager.Lab;

/// <summary>The charts of <c>tests/charts</c>.</summary>
public static class LabCharts
{
    /// <summary>The folder that holds a folder for each chart, and <c>values/</c>.</summary>
    public static string Folder { get; } =
        typeof(LabCharts)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .First(metadata => string.Equals(metadata.Key, "ChartsFolder", StringComparison.Ordinal))
            .Value!;

    /// <summary>The path of a chart, or of a file such as <c>values/config.yaml</c>.</summary>
    public static string At(string name) => Path.Combine(Folder, name);
}
