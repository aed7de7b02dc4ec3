using System.Text.Json.Nodes;

namespace ReleaseManager.Lab.Scenario;

/// <summary>
/// Compares what real Helm says about two clusters. A release that was under way in A (pending, uninstalling) is to be failed
/// in B; its description says why and may differ.
/// </summary>
public static class HelmComparison
{
    private const int AtOnce = 4;
    private static readonly string[] Parts = ["all", "manifest", "hooks", "notes", "values"];

    /// <summary>Asks Helm for the list of all releases and, of each, for the history and all that can be got.</summary>
    /// <returns>One line per difference; empty if there is none.</returns>
    public static async Task<IReadOnlyList<string>> CompareAsync(HelmCli a, HelmCli b, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        var listedInA = await ListAsync(a, stop);
        var listedInB = await ListAsync(b, stop);
        var lines = JsonDifference
            .Between(AfterImport(listedInA), listedInB, "helm list --all-namespaces --all")
            .ToList();
        var questions = listedInA.OfType<JsonObject>().SelectMany(Questions).ToList();
        var answers = new IReadOnlyList<string>[questions.Count];
        await Parallel.ForAsync(
            0,
            questions.Count,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stop },
            async (index, inner) => answers[index] = await CompareAsync(a, b, questions[index], inner)
        );
        return [.. lines, .. answers.SelectMany(answer => answer)];
    }

    private static async Task<JsonArray> ListAsync(HelmCli helm, CancellationToken stop)
    {
        string[] arguments = ["list", "--all-namespaces", "--all", "--max=0", "--output=json"];
        // Helm sorts by name alone, and not stably: releases of one name come in any order.
        return
        [
            .. JsonNode
                .Parse(await helm.RequireAsync(arguments, stop))!
                .AsArray()
                .OfType<JsonObject>()
                .OrderBy(item => $"{item.Text("name")}/{item.Text("namespace")}", StringComparer.Ordinal)
                .Select(item => item.DeepClone()),
        ];
    }

    private static IEnumerable<string[]> Questions(JsonObject release)
    {
        string[] which = [release.Text("name"), "--namespace", release.Text("namespace")];
        yield return ["history", .. which, "--max=256", "--output=json"];
        foreach (var part in Parts)
        {
            yield return ["get", part, .. which];
        }
    }

    private static async Task<IReadOnlyList<string>> CompareAsync(
        HelmCli a,
        HelmCli b,
        string[] question,
        CancellationToken stop
    )
    {
        var inA = await a.RunAsync(question, stop);
        var inB = await b.RunAsync(question, stop);
        if (inA.ExitCode != inB.ExitCode)
        {
            return [$"{inA.Command}: exit code {inA.ExitCode} in A, {inB.ExitCode} in B: {inB.Error.Trim()}"];
        }

        if (question[0] is "history")
        {
            return
            [
                .. JsonDifference.Between(
                    AfterImport(JsonNode.Parse(inA.Output)!.AsArray()),
                    WithoutReasons(JsonNode.Parse(inB.Output)!.AsArray(), JsonNode.Parse(inA.Output)!.AsArray()),
                    inA.Command
                ),
            ];
        }

        return Lines(inA.Command, AfterImport(inA.Output), inB.Output);
    }

    private static JsonArray AfterImport(JsonArray items)
    {
        var copy = (JsonArray)items.DeepClone();
        foreach (var item in copy.OfType<JsonObject>().Where(IsUnderWay))
        {
            item["status"] = RecordStatus.AfterImport(item.Text("status"));
            item.Remove("description");
        }

        return copy;
    }

    private static JsonArray WithoutReasons(JsonArray items, JsonArray inA)
    {
        foreach (
            var (item, _) in items
                .OfType<JsonObject>()
                .Zip(inA.OfType<JsonObject>())
                .Where(pair => IsUnderWay(pair.Second))
        )
        {
            item.Remove("description");
        }

        return items;
    }

    private static bool IsUnderWay(JsonObject item) => RecordStatus.IsUnderWay(item.Text("status"));

    // The head of "helm get all" has a line with the status.
    private static string AfterImport(string output)
    {
        foreach (var status in new[] { "pending-install", "pending-upgrade", "pending-rollback", "uninstalling" })
        {
            output = output.Replace($"\nSTATUS: {status}\n", "\nSTATUS: failed\n", StringComparison.Ordinal);
        }

        return output;
    }

    private static IReadOnlyList<string> Lines(string command, string a, string b)
    {
        if (string.Equals(a, b, StringComparison.Ordinal))
        {
            return [];
        }

        var inA = a.Split('\n');
        var inB = b.Split('\n');
        var first = inA.Zip(inB).TakeWhile(pair => pair.First == pair.Second).Count();
        return [$"{command}: line {first + 1}: '{At(inA, first)}' in A, '{At(inB, first)}' in B"];
    }

    private static string At(string[] lines, int index) => index < lines.Length ? lines[index] : "";
}
