using System.Globalization;
using Xunit;

namespace ReleaseManager.Core.Tests.Releases.Yaml;

/// <summary>
/// Real Helm reads YAML as we do. The fuzz runs some thousand texts here; for a long run set
/// <c>RELEASEMANAGER_FUZZ</c> to a number of texts, and for another start <c>RELEASEMANAGER_FUZZ_SEED</c>:
/// <c>RELEASEMANAGER_FUZZ=2000000 dotnet test tests/Core.Tests --filter FullyQualifiedName~RealHelmYaml</c>.
/// </summary>
public sealed class RealHelmYamlTests
{
    private const int Batch = 5_000;

    [Fact]
    public async Task Helm_says_what_the_tables_say()
    {
        using var judge = new HelmYamlJudge();
        var helms = await judge.ReadAsync([.. YamlCases.All.Select(one => one.Yaml)]);

        var wrong = YamlCases
            .All.Zip(helms)
            .Select(pair => (pair.First.Yaml, Table: Rounded(pair.First.Json), Helm: pair.Second))
            .Where(one => !HelmYamlJudge.Agree(one.Table, one.Helm))
            .Select(one => $"{one.Yaml}\n  is {one.Table} in the table\n  and {one.Helm} for Helm");
        Assert.False(wrong.Any(), string.Join('\n', wrong));

        static string Rounded(string? json) =>
            json is null ? YamlMeaning.Refused : YamlMeaning.OfJson(json, rounded: true);
    }

    [Fact]
    public async Task Helm_reads_what_chance_makes_as_we_do()
    {
        using var judge = new HelmYamlJudge();
        var seed = Number("RELEASEMANAGER_FUZZ_SEED", 1);
        var fuzz = new YamlFuzz(seed);
        var wrong = new List<string>();
        for (var left = Number("RELEASEMANAGER_FUZZ", 2 * Batch); left > 0 && wrong.Count == 0; left -= Batch)
        {
            var texts = fuzz.Next(Math.Min(Batch, left));
            wrong.AddRange(await DisagreeAsync(judge, texts, again: 16));
        }

        Assert.True(
            wrong.Count == 0,
            $"With seed {seed}:\n{string.Join('\n', wrong.OrderBy(one => one.Length).Take(20))}"
        );
    }

    // Of keys that become one only in JSON (1 and '1') Helm takes any, a different one at each run: ask it again.
    private static async Task<IEnumerable<string>> DisagreeAsync(
        HelmYamlJudge judge,
        IReadOnlyList<string> texts,
        int again
    )
    {
        var helms = await judge.ReadAsync(texts);
        var wrong = texts
            .Zip(helms)
            .Select(pair => (Yaml: pair.First, Ours: YamlMeaning.Of(pair.First, rounded: true), Helm: pair.Second))
            .Where(one => !HelmYamlJudge.Agree(one.Ours, one.Helm))
            .ToList();
        return wrong.Count == 0 || again == 0
            ? wrong.Select(one => $"{Json(one.Yaml)}\n  is {one.Ours}\n  and {one.Helm} for Helm")
            : await DisagreeAsync(judge, [.. wrong.Select(one => one.Yaml)], again - 1);
    }

    private static string Json(string text) => System.Text.Json.JsonSerializer.Serialize(text);

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number)
            ? number
            : otherwise;
}
