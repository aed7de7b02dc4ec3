using System.Text.Json.Nodes;

namespace ReleaseManager.Lab.Scenario;

/// <summary>
/// Fills a cluster with releases by real Helm: every chart of tests/charts in several revisions, and every state in which a
/// release can be left. Takes less than two minutes on two cores.
/// </summary>
/// <param name="cluster">A cluster without releases; it is to have the node simulator.</param>
/// <param name="driver">Where Helm keeps its records: <c>secret</c> or <c>configmap</c>.</param>
public sealed class ReleaseScenario(KubernetesCluster cluster, string driver = "secret")
{
    /// <summary>The releases that are there afterwards.</summary>
    public static IReadOnlyList<ScenarioRelease> Releases { get; } = [.. Stories.All().Select(story => story.End)];

    /// <summary>Where the records are kept.</summary>
    public string Driver => driver;

    /// <summary>Real Helm for this cluster and this driver.</summary>
    public HelmCli Helm => cluster.HelmAs(driver: driver);

    /// <summary>The path of a chart of tests/charts, or of another file there.</summary>
    public static string ChartPath(string chart) => Path.Combine(ChartsFolder.Path, chart);

    /// <summary>Fills the cluster, and proves that it holds what <see cref="Releases"/> says.</summary>
    public Task FillAsync(CancellationToken stop) => FillAsync(Stories.All(), stop);

    /// <summary>Fills the cluster with some of the releases, and with those that they need.</summary>
    /// <param name="releases">Namespace and name, as in <c>shop/web</c>.</param>
    public Task FillAsync(IReadOnlyCollection<string> releases, CancellationToken stop)
    {
        var all = Stories.All();
        var chosen = all.Where(story => releases.Contains(story.Id, StringComparer.Ordinal)).ToList();
        var needed = all.Where(story => chosen.Exists(one => one.Precondition == story.Id));
        return FillAsync([.. chosen.Union(needed)], stop);
    }

    private async Task FillAsync(IReadOnlyList<Story> stories, CancellationToken stop)
    {
        using var scratch = ScratchFolder.Create();
        using var context = new StoryContext(cluster, driver, ChartsFolder.Path, scratch.Path);
        await CreateNamespacesAsync(context.Api, stop);
        var told = new Dictionary<string, Task<string?>>(StringComparer.Ordinal);
        foreach (var story in stories.OrderBy(story => story.Precondition is not null))
        {
            var before = story.Precondition is { } release ? told[release] : Task.CompletedTask;
            told.Add(story.Id, TellAsync(story, before, context, stop));
        }

        var errors = (await Task.WhenAll(told.Values)).OfType<string>().ToList();
        if (errors.Count > 0)
        {
            throw new LabException(string.Join('\n', errors));
        }

        await ProveAsync(stories, stop);
    }

    // What went wrong; null if nothing did. The others are told to their end: one run shows all that is wrong.
    private static async Task<string?> TellAsync(Story story, Task before, StoryContext context, CancellationToken stop)
    {
        try
        {
            await before;
            await story.TellAsync(context, stop);
            return null;
        }
        catch (LabException error)
        {
            return $"release {story.Id}: {error.Message}";
        }
    }

    // Namespaces that somebody has made by hand, with metadata that must come back and some that must not.
    private static async Task CreateNamespacesAsync(LabApi api, CancellationToken stop)
    {
        var shop = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["name"] = "shop",
                ["labels"] = new JsonObject
                {
                    ["colour"] = "blue",
                    ["pod-security.kubernetes.io/enforce"] = "privileged",
                },
                ["annotations"] = new JsonObject
                {
                    ["example.com/owner"] = "The shop <shop@example.com>",
                    [ServerFields.ForeignNamespaceAnnotation] = "s0:c26,c5",
                },
            },
        };
        await api.CreateAsync("/api/v1/namespaces", shop, stop);
        var commons = new JsonObject { ["metadata"] = new JsonObject { ["name"] = Stories.Commons } };
        await api.CreateAsync("/api/v1/namespaces", commons, stop);
    }

    private async Task ProveAsync(IReadOnlyList<Story> stories, CancellationToken stop)
    {
        var output = await Helm.RequireAsync(["list", "--all-namespaces", "--all", "--output=json"], stop);
        var listed = JsonNode
            .Parse(output)!
            .AsArray()
            .OfType<JsonObject>()
            .Select(item =>
                $"{item.Text("namespace")}/{item.Text("name")} {item.Text("revision")} {item.Text("status")}"
            );
        var expected = stories.Select(story => $"{story.Id} {story.End.Revision} {story.End.Status}");
        var wrong = listed.Except(expected, StringComparer.Ordinal).Select(line => $"there: {line}");
        var missing = expected.Except(listed, StringComparer.Ordinal).Select(line => $"not there: {line}");
        var lines = missing.Concat(wrong).ToList();
        if (lines.Count > 0)
        {
            throw new LabException($"the scenario came to something else:\n{string.Join('\n', lines)}");
        }
    }
}
