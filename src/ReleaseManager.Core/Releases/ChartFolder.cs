using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ReleaseManager.Core.Releases;

/// <summary>
/// Writes the chart that a record holds as the folder it once was. A record holds no subcharts (Helm: pkg/chart/chart.go), so the folder names
/// none: what Chart.yaml lists and <c>charts/</c> lacks, Helm refuses to lint, to render and to install.
/// </summary>
public static class ChartFolder
{
    private static readonly string[] Generated = ["Chart.yaml", "Chart.lock", "values.yaml", "values.schema.json"];

    // Charts of apiVersion v1 list their dependencies there, the disabled ones too.
    private static readonly string[] Requirements = ["requirements.yaml", "requirements.lock"];

    /// <summary>Writes the chart.</summary>
    /// <param name="release">The record.</param>
    /// <param name="folder">Empty or not there yet; becomes the chart's folder.</param>
    /// <returns>The subcharts that were part of the chart and are lost, each under its alias.</returns>
    /// <exception cref="RecordException">The record has no chart, or one of its files is named so that it would not stay in the folder.</exception>
    public static async Task<IReadOnlyList<string>> WriteAsync(Release release, string folder, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(release);
        if (Node(release.ChartMetadataJson) is not JsonObject metadata)
        {
            throw new RecordException("ChartMissing", $"Release {release.Namespace}/{release.Name} holds no chart.")
            {
                Target = $"{release.Namespace}/{release.Name}",
            };
        }

        metadata.Remove("dependencies");
        if (string.IsNullOrEmpty((string?)metadata["apiVersion"]))
        {
            metadata["apiVersion"] = "v1";
        }

        await WriteAsync(folder, "Chart.yaml", Yaml(metadata), stop);
        await WriteAsync(folder, "values.yaml", Yaml(Node(release.ChartValues) ?? new JsonObject()), stop);
        if (Node(release.ChartLock) is { } chartLock)
        {
            await WriteAsync(folder, "Chart.lock", Yaml(chartLock), stop);
        }

        if (!release.ChartSchema.IsEmpty)
        {
            await WriteAsync(folder, "values.schema.json", release.ChartSchema, stop);
        }

        foreach (var file in release.Templates.Concat(release.Files.Where(IsOwn)))
        {
            await WriteAsync(folder, file.Name, file.Data, stop);
        }

        return release.Chart!.Dependencies;
    }

    private static bool IsOwn(ChartFile file) => !Generated.Contains(file.Name) && !Requirements.Contains(file.Name);

    private static byte[] Yaml(JsonNode json) => Encoding.UTF8.GetBytes(YamlWriter.ToText(json));

    private static JsonNode? Node(JsonElement? json) => json is { } element ? GoJson.ReadNode(element) : null;

    private static async Task WriteAsync(string folder, string name, ReadOnlyMemory<byte> data, CancellationToken stop)
    {
        if (!IsSafe(name))
        {
            throw Refused("ChartFileUnsafe", name, "would not stay in the chart's folder");
        }

        var path = Path.Combine(folder, name.Replace('/', Path.DirectorySeparatorChar));
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
            await file.WriteAsync(data, stop);
        }
        catch (IOException error) when (File.Exists(path) || Directory.Exists(path))
        {
            throw Refused("ChartFileTwice", name, "stands there twice, or there was something before", error);
        }
    }

    /// <summary>Names come from a record that anybody may have made: nothing may lead out of the folder, on any system.</summary>
    private static bool IsSafe(string name) =>
        name.Length is > 0 and < 1024
        && !name.Any(unit => char.IsControl(unit) || unit is '\\' or ':' or '*' or '?' or '"' or '<' or '>' or '|')
        && !name.Split('/').Any(part => part.Length is 0 or > 255 || part.All(unit => unit is '.' or ' '));

    private static RecordException Refused(string errorId, string name, string why, Exception? inner = null) =>
        new(errorId, $"The chart's file \"{Shown(name)}\" {why}.", inner) { Target = Shown(name) };

    private static string Shown(string name) =>
        new([.. name.Take(200).Select(unit => char.IsControl(unit) ? '?' : unit)]);
}
