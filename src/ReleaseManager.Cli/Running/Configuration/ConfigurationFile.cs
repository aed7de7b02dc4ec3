using System.Text.Json.Nodes;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Cli.Running.Configuration;

/// <summary>A file of YAML that gives flags their values, as the original tool read one: a key for each flag.</summary>
internal sealed class ConfigurationFile
{
    /// <summary>Where a file is looked for that nobody names.</summary>
    public const string DefaultFolder = "/etc/releasemanager";

    /// <summary>What it is called in a folder: JSON is YAML too.</summary>
    private static readonly IReadOnlyList<string> Names = ["config.yaml", "config.yml", "config.json"];

    /// <summary>Other forms of the file that the original tool read.</summary>
    private static readonly IReadOnlyList<string> OtherNames =
    [
        "config.toml",
        "config.hcl",
        "config.properties",
        "config.props",
        "config.prop",
        "config.env",
        "config.dotenv",
        "config.ini",
    ];

    private readonly Dictionary<string, (string Key, JsonNode? Value)> _entries = new(StringComparer.Ordinal);

    private ConfigurationFile(string path) => Path = path;

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>Its keys as they are written there.</summary>
    public IEnumerable<string> Keys => _entries.Values.Select(entry => entry.Key);

    /// <summary>Reads a file.</summary>
    /// <param name="named">The file, or the folder with a <c>config.yaml</c>; null for the one that is read without being named.</param>
    /// <returns>Null where none was named and there is none.</returns>
    /// <exception cref="ReleaseManagerException">It is not there or no map of YAML; never says what it holds.</exception>
    public static async Task<ConfigurationFile?> ReadAsync(string? named, CancellationToken stop)
    {
        if ((Directory.Exists(named ?? DefaultFolder) ? FindIn(named ?? DefaultFolder) : named) is not { } path)
        {
            return named is null ? null : throw Missing(System.IO.Path.Combine(named, Names[0]), inner: null);
        }

        try
        {
            return Parse(await File.ReadAllTextAsync(path, stop), path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Missing(path, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable(path, $"The configuration file '{path}' cannot be read.", e);
        }
    }

    /// <summary>Reads a text.</summary>
    /// <exception cref="ReleaseManagerException">It is no map of YAML; never says what it holds.</exception>
    public static ConfigurationFile Parse(string text, string path)
    {
        JsonNode? read;
        try
        {
            read = YamlReader.Read(text);
        }
        catch (RecordException)
        {
            // Its own words may quote a secret, so it is not kept.
            throw Unusable(path, $"The configuration file '{path}' is not YAML.", inner: null);
        }

        var file = new ConfigurationFile(path);
        var map = read is null
            ? []
            : read as JsonObject
                ?? throw Unusable(path, $"The configuration file '{path}' is no map of keys and values.", inner: null);
        foreach (var (key, value) in map)
        {
            file.Add(key, value);
        }

        return file;
    }

    /// <summary>What the file says under one of some names; null where it says nothing.</summary>
    /// <exception cref="ReleaseManagerException">It says it under two of them, and so leaves open which one counts.</exception>
    public (string Key, JsonNode Value)? Find(IEnumerable<string> names)
    {
        (string Key, JsonNode Value)? found = null;
        foreach (var name in names.Select(SettingName.Normal).Distinct(StringComparer.Ordinal))
        {
            if (!_entries.TryGetValue(name, out var entry) || entry.Value is null)
            {
                continue;
            }

            if (found is { } other)
            {
                throw Ambiguous(other.Key, entry.Key);
            }

            found = (entry.Key, entry.Value);
        }

        return found;
    }

    private static string? FindIn(string folder)
    {
        if (Names.Select(In).FirstOrDefault(File.Exists) is { } found)
        {
            return found;
        }

        return OtherNames.Select(In).FirstOrDefault(File.Exists) is { } other
            ? throw Unusable(other, $"The configuration file '{other}' is in a form that is not read.", inner: null)
            : null;

        string In(string name) => System.IO.Path.Combine(folder, name);
    }

    private void Add(string key, JsonNode? value)
    {
        if (!_entries.TryAdd(SettingName.Normal(key), (key, value)))
        {
            throw Ambiguous(_entries[SettingName.Normal(key)].Key, key);
        }
    }

    private static ReleaseManagerException Missing(string path, Exception? inner) =>
        Unusable(path, $"There is no configuration file '{path}'.", inner);

    private ReleaseManagerException Ambiguous(string one, string other) =>
        Unusable(Path, $"'{one}' and '{other}' in '{Path}' say the same thing twice.", inner: null);

    private static ReleaseManagerException Unusable(string path, string message, Exception? inner) =>
        new("ConfigurationUnreadable", ErrorKind.Usage, message, inner)
        {
            Target = path,
            Advice =
                "--config takes a YAML file, or a folder with a config.yaml, in which the keys are those of the flags: dryRun for --dry-run.",
        };
}
