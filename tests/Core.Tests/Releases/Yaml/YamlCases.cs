using System.Text.Json;
using ReleaseManager.Contracts;

namespace ReleaseManager.Core.Tests.Releases.Yaml;

/// <summary>
/// The tables beside this file: a line is a JSON array of a YAML text and what Helm reads out of it, without the second
/// where Helm refuses the text. Real Helm wrote the second column, but for integers beyond 2^53: its templates round
/// those, while what it sends to the API is exact. <see cref="RealHelmYamlTests"/> proves both.
/// </summary>
internal static class YamlCases
{
    /// <summary>All cases of all tables.</summary>
    public static IReadOnlyList<YamlCase> All { get; } = [.. Tables().SelectMany(Read)];

    /// <summary>Names of the tables.</summary>
    public static IEnumerable<string> Tables() =>
        Directory.EnumerateFiles(Folder(), "*.jsonl").Select(Path.GetFileNameWithoutExtension).Order()!;

    /// <summary>The cases of a table.</summary>
    public static IEnumerable<YamlCase> Read(string table) =>
        File.ReadLines(Path.Combine(Folder(), table + ".jsonl")).Select(Parse);

    private static YamlCase Parse(string line)
    {
        using var json = JsonDocument.Parse(line);
        return new YamlCase(
            json.RootElement[0].GetString()!,
            json.RootElement.GetArrayLength() > 1 ? json.RootElement[1].GetRawText() : null
        );
    }

    private static string Folder() => Repository.PathOf("tests", "Core.Tests", "Releases", "Yaml", "cases");
}
