using System.Text.Json.Nodes;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.Import.Render;

/// <summary>Reads values from files of YAML or JSON, as Helm reads them.</summary>
public static class ValuesFile
{
    /// <summary>Reads files, later ones over earlier ones.</summary>
    /// <exception cref="ReleaseManagerException">A file is not there or holds no map of values; never says what it holds.</exception>
    public static async Task<JsonObject> ReadAsync(IEnumerable<string> paths, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var values = new JsonObject();
        foreach (var path in paths)
        {
            values = ReleaseValues.Merge(values, await ReadAsync(path, stop));
        }

        return values;
    }

    private static async Task<JsonObject> ReadAsync(string path, CancellationToken stop)
    {
        try
        {
            // Helm takes an empty file for no values.
            var read = YamlReader.Read(await File.ReadAllTextAsync(path, stop));
            return read switch
            {
                null => [],
                JsonObject values => values,
                _ => throw Unusable(path, "holds no map of values"),
            };
        }
        catch (RecordException error)
        {
            throw Unusable(path, "is no YAML that Helm could read", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unusable(path, "cannot be read", error);
        }
    }

    private static ImportException Unusable(string path, string why, Exception? inner = null) =>
        new("ValuesUnreadable", ErrorKind.Usage, $"The values file '{path}' {why}.", inner)
        {
            Target = path,
            Advice = "Give a file of YAML or JSON as for helm install --values.",
        };
}
