using System.Text;
using System.Text.Json.Nodes;
using ReleaseManager.Core.Releases;
using ReleaseManager.Sandbox.Json;

namespace ReleaseManager.Sandbox.Demo;

/// <summary>Compares what Helm recorded in two clusters, and the objects of it.</summary>
internal sealed class ClusterComparison
{
    private readonly Dictionary<string, JsonObject> _before;
    private readonly Dictionary<string, JsonObject> _after;

    private ClusterComparison(IEnumerable<JsonObject> before, IEnumerable<JsonObject> after)
    {
        _before = before.ToDictionary(KeyOf, StringComparer.Ordinal);
        _after = after.ToDictionary(KeyOf, StringComparer.Ordinal);
    }

    public List<ReleaseComparison> Releases { get; } = [];

    /// <summary>Custom resource definitions, and namespaces with releases, that the second cluster lacks or has otherwise.</summary>
    public List<string> Lost { get; } = [];

    public int Definitions { get; private set; }

    public int Namespaces { get; private set; }

    public bool Same => Lost.Count == 0 && Releases.TrueForAll(release => release.Differences.Count == 0);

    public static ClusterComparison Of(IEnumerable<JsonObject> before, IEnumerable<JsonObject> after)
    {
        var comparison = new ClusterComparison(before, after);
        var records = comparison._before.Values.Where(IsRecord).ToList();
        comparison.Definitions = comparison.CompareAll("CustomResourceDefinition", _ => true);
        var spaces = records.Select(json => json.TextAt("metadata", "namespace")).ToHashSet(StringComparer.Ordinal);
        comparison.Namespaces = comparison.CompareAll("Namespace", spaces.Contains);
        foreach (
            var release in records
                .GroupBy(json => (Namespace: json.TextAt("metadata", "namespace")!, Name: Label(json, "name")))
                .OrderBy(group => group.Key.Namespace, StringComparer.Ordinal)
                .ThenBy(group => group.Key.Name, StringComparer.Ordinal)
        )
        {
            comparison.CompareRelease(new ReleaseComparison(release.Key.Namespace, release.Key.Name), [.. release]);
        }

        return comparison;
    }

    private int CompareAll(string kind, Func<string, bool> counts)
    {
        var all = _before
            .Values.Where(json => json.TextAt("kind") == kind && counts(json.TextAt("metadata", "name")!))
            .ToList();
        foreach (var json in all)
        {
            if (!_after.TryGetValue(KeyOf(json), out var other) || !ComparableObject.Same(json, other))
            {
                Lost.Add($"{kind} {json.TextAt("metadata", "name")}");
            }
        }

        return all.Count;
    }

    private void CompareRelease(ReleaseComparison release, List<JsonObject> records)
    {
        Releases.Add(release);
        foreach (var record in records.OrderBy(Revision))
        {
            release.Records++;
            CompareRecord(release, record);
        }

        if (History.Base(records, Revision, json => Label(json, "status")) is not { } last)
        {
            release.Notes.Add("no revision of it was in force: only its records come back");
            return;
        }

        var body = Release.Parse(RecordCodec.Decode(Value(last), DecodeLimits.Default));
        foreach (var item in Manifest.Parse(body.Manifest))
        {
            CompareObject(release, item);
        }
    }

    private void CompareRecord(ReleaseComparison release, JsonObject record)
    {
        var revision = $"revision {Revision(record)}";
        if (!_after.TryGetValue(KeyOf(record), out var other))
        {
            release.Differences.Add($"{revision} is missing");
        }
        else if (ComparableObject.Same(record, other))
        {
            release.EqualRecords++;
        }
        else if (
            ReleaseStatuses.IsUnderWay(Label(record, "status")) && RecordComparison.SameBody(Json(record), Json(other))
        )
        {
            release.EqualRecords++;
            release.Notes.Add(
                $"{revision} was {Label(record, "status")} and is {Label(other, "status")}: nothing runs in the new cluster"
            );
        }
        else
        {
            release.Differences.Add($"{revision} is different");
        }
    }

    private void CompareObject(ReleaseComparison release, ManifestObject item)
    {
        var places = new[] { item.Namespace ?? release.Namespace, "" }.Select(space =>
            Key(item.Group, item.Kind, space, item.Name)
        );
        if (places.FirstOrDefault(_before.ContainsKey) is not { } key)
        {
            return;
        }

        release.Objects++;
        if (!_after.TryGetValue(key, out var other))
        {
            release.Differences.Add($"{item.Kind} {item.Name} is missing");
        }
        else if (ComparableObject.Same(_before[key], other))
        {
            release.EqualObjects++;
        }
        else
        {
            release.Differences.Add($"{item.Kind} {item.Name} is different");
        }
    }

    private static bool IsRecord(JsonObject json) =>
        Label(json, "owner") == "helm"
        && RecordName.Parse(json.TextAt("metadata", "name")!) is not null
        && json.TextAt("kind") is "Secret" or "ConfigMap";

    private static byte[] Value(JsonObject record)
    {
        var value = record.TextAt("data", "release")!;
        return record.TextAt("kind") == "Secret" ? Convert.FromBase64String(value) : Encoding.UTF8.GetBytes(value);
    }

    private static byte[] Json(JsonObject record) => RecordCodec.Decode(Value(record), DecodeLimits.Default);

    private static int Revision(JsonObject record) =>
        RecordName.Parse(record.TextAt("metadata", "name")!)!.Value.Revision;

    private static string Label(JsonObject json, string name) => json.TextAt("metadata", "labels", name) ?? "";

    private static string KeyOf(JsonObject json) =>
        Key(
            json.TextAt("apiVersion") is { } version && version.Split('/') is [var group, _] ? group : "",
            json.TextAt("kind")!,
            json.TextAt("metadata", "namespace") ?? "",
            json.TextAt("metadata", "name")!
        );

    private static string Key(string group, string kind, string space, string name) => $"{group}/{kind}/{space}/{name}";
}
