using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ReleaseManager.Core.Tests.State.Original;

/// <summary>One revision as Helm writes it in JSON.</summary>
internal sealed record SavedJson(string Namespace, string Name, int Revision)
{
    // Go escapes no plus sign.
    private static readonly JsonSerializerOptions AsGo = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public string Status { get; init; } = "deployed";

    public string FirstDeployed { get; init; } = "2021-05-06T07:08:09.123456789+02:00";

    public string LastDeployed { get; init; } = "2021-05-06T07:08:09.123456789+02:00";

    public string Manifest { get; init; } =
        "---\n# Source: plain/templates/settings.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n";

    /// <summary>Files of the chart: path and text.</summary>
    public IReadOnlyDictionary<string, string> Files { get; init; } = new Dictionary<string, string>();

    public string Hooks { get; init; } = "null";

    public bool HasInfo { get; init; } = true;

    public byte[] Bytes
    {
        get
        {
            var body = new JsonObject { ["name"] = Name };
            if (HasInfo)
            {
                body["info"] = new JsonObject
                {
                    ["first_deployed"] = FirstDeployed,
                    ["last_deployed"] = LastDeployed,
                    ["deleted"] = "",
                    ["description"] = "Install complete",
                    ["status"] = Status,
                };
            }

            body["chart"] = new JsonObject
            {
                ["metadata"] = new JsonObject
                {
                    ["name"] = "plain",
                    ["version"] = "1.2.3",
                    ["appVersion"] = "9",
                },
                ["files"] = new JsonArray([
                    .. Files.Select(file => new JsonObject
                    {
                        ["name"] = file.Key,
                        ["data"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(file.Value)),
                    }),
                ]),
                ["unknownToUs"] = JsonNode.Parse("1.0"),
            };
            body["config"] = new JsonObject { ["replicas"] = JsonNode.Parse("12345678901234567890") };
            body["manifest"] = Manifest;
            body["hooks"] = JsonNode.Parse(Hooks);
            body["version"] = Revision;
            body["namespace"] = Namespace;
            return Encoding.UTF8.GetBytes(body.ToJsonString(AsGo));
        }
    }
}
