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

    private const string Twice =
        "stands there twice, perhaps in capitals and small letters, or there was something before";

    // Charts of apiVersion v1 list their dependencies there, the disabled ones too.
    private static readonly string[] Requirements = ["requirements.yaml", "requirements.lock"];

    /// <summary>Writes the chart.</summary>
    /// <param name="release">The record.</param>
    /// <param name="folder">Empty or not there yet; becomes the chart's folder.</param>
    /// <returns>The subcharts that were part of the chart and are lost, each under its alias.</returns>
    /// <exception cref="RecordException">
    /// The record has no chart, or one of its files is named so that it would not stay in the folder, or be one with another one.
    /// </exception>
    public static async Task<IReadOnlyList<string>> WriteAsync(Release release, string folder, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(release);
        var files = FilesOf(release);
        RequireNames(files);
        foreach (var file in files)
        {
            await WriteAsync(folder, file, stop);
        }

        return [.. release.Chart!.Dependencies.Select(subchart => subchart.Name)];
    }

    /// <summary>The chart's files.</summary>
    /// <exception cref="RecordException">The record has no chart.</exception>
    internal static IReadOnlyList<ChartFile> FilesOf(Release release)
    {
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

        List<ChartFile> files =
        [
            new("Chart.yaml", Yaml(metadata)),
            new("values.yaml", Yaml(Node(release.ChartValues) ?? new JsonObject())),
        ];
        if (Node(release.ChartLock) is { } chartLock)
        {
            files.Add(new ChartFile("Chart.lock", Yaml(chartLock)));
        }

        if (!release.ChartSchema.IsEmpty)
        {
            files.Add(new ChartFile("values.schema.json", release.ChartSchema));
        }

        return [.. files, .. release.Templates, .. release.Files.Where(IsOwn)];
    }

    private static bool IsOwn(ChartFile file) => !Generated.Contains(file.Name) && !Requirements.Contains(file.Name);

    private static byte[] Yaml(JsonNode json) => Encoding.UTF8.GetBytes(YamlWriter.ToText(json));

    private static JsonNode? Node(JsonElement? json) => json is { } element ? GoJson.ReadNode(element) : null;

    /// <summary>Before anything is written.</summary>
    private static void RequireNames(IReadOnlyList<ChartFile> files)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in files.Select(file => file.Name))
        {
            if (!ChartFileName.IsSafe(name))
            {
                throw Refused("ChartFileUnsafe", name, "would not stay in the chart's folder");
            }

            if (!taken.Add(ChartFileName.Same(name)))
            {
                throw Refused("ChartFileTwice", name, Twice);
            }
        }

        // A file cannot be the folder of another one.
        foreach (var name in files.Select(file => file.Name))
        {
            for (var end = name.LastIndexOf('/'); end > 0; end = name.LastIndexOf('/', end - 1))
            {
                if (taken.Contains(ChartFileName.Same(name[..end])))
                {
                    throw Refused("ChartFileTwice", name, Twice);
                }
            }
        }
    }

    private static async Task WriteAsync(string folder, ChartFile file, CancellationToken stop)
    {
        var path = Path.Combine(folder, file.Name.Replace('/', Path.DirectorySeparatorChar));
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await using var written = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
            await written.WriteAsync(file.Data, stop);
        }
        catch (IOException error) when (File.Exists(path) || Directory.Exists(path))
        {
            throw Refused("ChartFileTwice", file.Name, Twice, error);
        }
    }

    private static RecordException Refused(string errorId, string name, string why, Exception? inner = null) =>
        new(errorId, $"The chart's file \"{ChartFileName.Shown(name)}\" {why}.", inner)
        {
            Target = ChartFileName.Shown(name),
        };
}
