using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ReleaseManager.Core.Import;
using ReleaseManager.Core.Releases;
using ReleaseManager.Core.State;

namespace ReleaseManager.Core.Tests.Import;

/// <summary>Writes revisions as Helm would have, straight into a state.</summary>
internal sealed class SavedReleaseBuilder(
    string ns,
    string name,
    string driver = ListingEntry.DriverSecret,
    string chart = "plain"
)
{
    // Go's reader of times takes no escaped plus sign.
    private static readonly JsonSerializerOptions AsGo = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
    private readonly List<(ListingEntry Entry, byte[] Value)> _revisions = [];

    public SavedReleaseBuilder Revision(
        int number,
        string status,
        string manifest,
        JsonArray? hooks = null,
        string? applyMethod = null,
        IReadOnlyList<string>? needs = null,
        JsonObject? config = null,
        JsonObject? chartValues = null
    )
    {
        var body = new JsonObject
        {
            ["name"] = name,
            ["info"] = new JsonObject
            {
                ["first_deployed"] = "2024-02-03T04:05:06.123456789+01:00",
                ["last_deployed"] = "2024-02-03T04:05:06.123456789+01:00",
                ["deleted"] = "",
                ["description"] = "Install complete",
                ["status"] = status,
                ["notes"] = $"Notes of {name}",
            },
            ["chart"] = new JsonObject
            {
                ["metadata"] = new JsonObject
                {
                    ["name"] = chart,
                    ["version"] = "1.2.3",
                    ["appVersion"] = "9",
                },
                ["templates"] = new JsonArray(),
                ["values"] = chartValues?.DeepClone(),
                ["unknownToUs"] = JsonNode.Parse("1.0"),
            },
            ["config"] = config ?? new JsonObject { ["replicas"] = JsonNode.Parse("12345678901234567890") },
            ["manifest"] = manifest,
            ["hooks"] = hooks?.DeepClone(),
            ["version"] = number,
            ["namespace"] = ns,
        };
        if (applyMethod is not null)
        {
            body["apply_method"] = applyMethod;
        }

        return Raw(number, status, RecordCodec.Encode(Encoding.UTF8.GetBytes(body.ToJsonString(AsGo))), needs);
    }

    /// <summary>A revision whose record says whatever it says.</summary>
    public SavedReleaseBuilder Raw(int number, string status, byte[] value, IReadOnlyList<string>? needs = null)
    {
        var entry = new ListingEntry
        {
            Namespace = ns,
            Name = name,
            Revision = number,
            Status = status,
            Chart = chart,
            ChartVersion = "1.2.3",
            Labels = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["name"] = name,
                ["owner"] = "helm",
                ["status"] = status,
                ["version"] = number.ToString(CultureInfo.InvariantCulture),
                ["modifiedAt"] = "1700000000",
                ["team"] = "blue",
            },
            Driver = driver,
            ObjectName = $"sh.helm.release.v1.{name}.v{number}",
            Type = driver == ListingEntry.DriverSecret ? "helm.sh/release.v1" : null,
            Uid = Guid.NewGuid().ToString(),
            ResourceVersion = "1",
            Record = "",
            Encoding = "",
            Size = value.Length,
            Seen = DateTimeOffset.UnixEpoch,
            Needs = needs,
        };
        _revisions.Add((entry, value));
        return this;
    }

    /// <summary>Gives the last revision a status label of its own.</summary>
    public SavedReleaseBuilder Labelled(string status)
    {
        var (entry, value) = _revisions[^1];
        var labels = new Dictionary<string, string>(entry.Labels, StringComparer.Ordinal) { ["status"] = status };
        _revisions[^1] = (entry with { Labels = labels }, value);
        return this;
    }

    public static JsonObject Hook(string events, string name, string manifest, int weight = 0, string? policy = null) =>
        new()
        {
            ["name"] = name,
            ["kind"] = "Job",
            ["path"] = $"plain/templates/{name}.yaml",
            ["manifest"] = manifest,
            ["events"] = new JsonArray([.. events.Split(',').Select(each => (JsonNode)each)]),
            ["last_run"] = new JsonObject
            {
                ["started_at"] = "2024-02-03T04:05:06Z",
                ["completed_at"] = "2024-02-03T04:05:07Z",
                ["phase"] = "Succeeded",
            },
            ["weight"] = weight,
            ["delete_policies"] = policy is null
                ? null
                : new JsonArray([.. policy.Split(',').Select(each => (JsonNode)each)]),
        };

    /// <summary>The same as the objects that Helm would have made in a cluster.</summary>
    public IEnumerable<JsonObject> ToObjects() =>
        _revisions.Select(each => RecordObject.Build(each.Entry, each.Value, status: null, lockText: null));

    public async Task<IReadOnlyList<ListingEntry>> SaveAsync(ReleaseState state, CancellationToken stop)
    {
        var entries = new List<ListingEntry>();
        foreach (var (entry, value) in _revisions)
        {
            var saved = await state.SaveRecordAsync(value, stop);
            entries.Add(entry with { Record = saved.Hash, Encoding = saved.Encoding });
        }

        return entries;
    }
}
