using System.Text.Json.Nodes;

namespace ReleaseManager.Lab.Scenario;

/// <summary>What the records of a cluster say about its objects.</summary>
internal sealed class RecordedReleases
{
    private readonly Dictionary<(string Namespace, string Name), List<JsonObject>> _releases;

    private RecordedReleases(Dictionary<(string Namespace, string Name), List<JsonObject>> releases) =>
        _releases = releases;

    /// <summary>Reads the records among the objects of a cluster.</summary>
    public static RecordedReleases Of(IEnumerable<JsonObject> objects) =>
        new(
            objects
                .Where(StoredRecords.IsRecord)
                .Select(StoredRecords.Decode)
                .GroupBy(body => (body.Text("namespace"), body.Text("name")))
                .ToDictionary(release => release.Key, release => release.ToList())
        );

    /// <summary>
    /// Whether an object of this cluster is one that an import does not make: of a hook that runs at other events, or of a
    /// release of which only the records come back.
    /// </summary>
    public bool StaysBehind(JsonObject item)
    {
        var annotations = item["metadata"]!.AsObject().Child("annotations");
        var owner = (annotations.Text("meta.helm.sh/release-namespace"), annotations.Text("meta.helm.sh/release-name"));
        if (_releases.TryGetValue(owner, out var revisions))
        {
            return BaseOf(revisions) is null;
        }

        var hooks = _releases.Values.Where(release => IsHook(item, release)).ToList();
        return hooks.Count > 0 && !hooks.Exists(release => IsInstallHook(item, BaseOf(release)));
    }

    // The rule of Helm and of an import: the highest deployed revision, else one that was to be uninstalled and is still there,
    // else the highest superseded one; none of a release that has been uninstalled.
    private static JsonObject? BaseOf(List<JsonObject> revisions)
    {
        var last = revisions.MaxBy(body => body["version"]!.GetValue<int>());
        return last?["info"]!.AsObject().Text("status") is "uninstalled"
            ? null
            : Highest(revisions, "deployed") ?? Highest([last!], "uninstalling") ?? Highest(revisions, "superseded");
    }

    private static JsonObject? Highest(List<JsonObject> revisions, string status) =>
        revisions
            .Where(body => body["info"]!.AsObject().Text("status") == status)
            .MaxBy(body => body["version"]!.GetValue<int>());

    private static bool IsHook(JsonObject item, List<JsonObject> revisions) =>
        revisions.Exists(body => HooksFor(item, body).Any());

    private static bool IsInstallHook(JsonObject item, JsonObject? body) =>
        body is not null
        && HooksFor(item, body)
            .Any(hook =>
                hook["events"]!.AsArray().Any(name => name!.GetValue<string>() is "pre-install" or "post-install")
            );

    private static IEnumerable<JsonObject> HooksFor(JsonObject item, JsonObject body)
    {
        var id = ObjectId.Of(item);
        return body.Children("hooks")
            .Where(hook =>
                hook.Text("kind") == id.Kind
                && hook.Text("name") == id.Name
                && (
                    id.Namespace == body.Text("namespace")
                    || hook.Text("manifest").Contains($"namespace: {id.Namespace}", StringComparison.Ordinal)
                )
            );
    }
}
