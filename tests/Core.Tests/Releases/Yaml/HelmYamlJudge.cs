using System.Text;
using ReleaseManager.Contracts;
using ReleaseManager.Core.Tests.Sandbox;

namespace ReleaseManager.Core.Tests.Releases.Yaml;

/// <summary>
/// Has real Helm read YAML, many texts at once and without a cluster: a template feeds each line of a file to
/// <c>fromYaml</c>, which is the reader of manifests (sigs.k8s.io/yaml) with a map as its target, and shows what came
/// out. Numbers come out as float64.
/// </summary>
internal sealed class HelmYamlJudge : IDisposable
{
    /// <summary>The answer where a text can be read but is neither mapping nor sequence: Helm does not show it.</summary>
    public const string Scalar = "scalar";

    private const string Template = """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: judge
        answers:
        {{- range splitList "\n" (.Files.Get "cases.txt") }}
        - {{ b64dec . | fromYaml | toJson | b64enc }} {{ b64dec . | fromYamlArray | toJson | b64enc }}
        {{- end }}
        """;

    private const string RefusedMap = """{"Error":"error converting YAML to JSON: """;
    private const string NoMap = """{"Error":"error unmarshaling JSON: """;
    private const string NoArray = """["error unmarshaling JSON: """;

    private readonly TemporaryFolder folder = new();
    private readonly RealTool helm;

    /// <summary>Skips the test where this machine has no Helm.</summary>
    public HelmYamlJudge()
    {
        helm = RealTool.Require("helm", folder.Below("kubeconfig"));
        Directory.CreateDirectory(folder.Below("chart/templates"));
        File.WriteAllText(folder.Below("chart/Chart.yaml"), "apiVersion: v2\nname: judge\nversion: 1.0.0\n");
        File.WriteAllText(folder.Below("chart/templates/answers.yaml"), Template);
    }

    /// <summary>Whether our reader says what Helm says, as far as Helm shows it.</summary>
    public static bool Agree(string ours, string helms) =>
        ours == helms
        // An empty document leaves the template's map empty.
        || (helms is "{}" && ours is "null")
        || (helms is Scalar && ours is not (YamlMeaning.Refused or ['{' or '[', ..]));

    /// <summary>What Helm reads: the meaning with rounded numbers, or refused, or <see cref="Scalar"/>.</summary>
    public async Task<IReadOnlyList<string>> ReadAsync(IReadOnlyList<string> texts)
    {
        var lines = texts.Select(text => Convert.ToBase64String(Encoding.UTF8.GetBytes(text)));
        await File.WriteAllTextAsync(folder.Below("chart/cases.txt"), string.Join('\n', lines));
        var output = await helm.RunAsync("template", "judge", folder.Below("chart"));
        var answers = output
            .Split('\n')
            .Where(line => line.StartsWith("- ", StringComparison.Ordinal))
            .Select(line => line.Split(' '))
            .Select(parts => Answer(Plain(parts[1]), Plain(parts[2])))
            .ToList();
        return answers.Count == texts.Count ? answers : throw new InvalidOperationException("Helm left answers out.");
    }

    public void Dispose() => folder.Dispose();

    private static string Answer(string map, string array)
    {
        if (map.StartsWith(RefusedMap, StringComparison.Ordinal))
        {
            return YamlMeaning.Refused;
        }

        if (!map.StartsWith(NoMap, StringComparison.Ordinal))
        {
            return YamlMeaning.OfJson(map, rounded: true);
        }

        return array.StartsWith(NoArray, StringComparison.Ordinal) ? Scalar : YamlMeaning.OfJson(array, rounded: true);
    }

    private static string Plain(string base64) => Encoding.UTF8.GetString(Convert.FromBase64String(base64));
}
