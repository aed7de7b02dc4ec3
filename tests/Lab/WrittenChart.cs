using Xunit;

namespace ReleaseManager.Lab;

/// <summary>A chart that a test writes itself, since nobody else needs it.</summary>
internal static class WrittenChart
{
    /// <summary>Writes a chart with one template.</summary>
    /// <param name="folder">An empty folder, which becomes the chart.</param>
    public static async Task<string> WriteAsync(string folder, string name, string template)
    {
        var stop = TestContext.Current.CancellationToken;
        Directory.CreateDirectory(Path.Combine(folder, "templates"));
        await File.WriteAllTextAsync(
            Path.Combine(folder, "Chart.yaml"),
            $"apiVersion: v2\nname: {name}\nversion: 1.0.0\n",
            stop
        );
        await File.WriteAllTextAsync(Path.Combine(folder, "templates", "all.yaml"), template, stop);
        return folder;
    }
}
