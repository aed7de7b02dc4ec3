using System.Globalization;
using System.Text.Json.Nodes;
using ReleaseManager.Core.Releases;
using ReleaseManager.Sandbox.Json;
using ReleaseManager.Sandbox.Registry;
using ReleaseManager.Sandbox.Storage;

namespace ReleaseManager.Sandbox.Http;

/// <summary>Answers the subresources that are more than a part of the object: scale, log, eviction, token.</summary>
internal sealed class SubresourceCalls(ClusterObjects objects, ObjectWriter writer, ObjectRemover remover)
{
    private static readonly string[] Log =
    [
        "This is what a log of the sandbox looks like:",
        "no container ran, and it ended well.",
    ];

    public ApiAnswer Answer(ApiCall call, string subresource)
    {
        var stored = writer.Existing(call.Target);
        return (subresource, call.Request.Verb) switch
        {
            ("log", "get") => ApiAnswer.Text(200, Tail(call)),
            ("eviction", "create") => ApiAnswer.Json(
                201,
                remover.Delete(call.Target with { Subresource = null }, stored, [], call.How().DryRun)
            ),
            ("token", "create") => ApiAnswer.Json(201, Token(call.Object())),
            ("scale", "get") => ApiAnswer.Json(200, Scale(stored)),
            ("scale", "update") => Rescale(call, stored, _ => call.Object()),
            ("scale", "patch") => Rescale(
                call,
                stored,
                scale => (JsonObject)JsonMergePatch.Apply(scale, call.Object())!
            ),
            _ => throw ApiErrorException.MethodNotAllowed(),
        };
    }

    private static string Tail(ApiCall call)
    {
        var lines = (int)Math.Min(call.Number("tailLines") ?? Log.Length, Log.Length);
        return string.Concat(Log.TakeLast(lines).Select(line => line + "\n"));
    }

    private JsonObject Token(JsonObject request)
    {
        request["status"] = new JsonObject
        {
            ["token"] = "sandbox",
            ["expirationTimestamp"] = objects
                .Now.AddHours(1)
                .ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        };
        return request;
    }

    private ApiAnswer Rescale(ApiCall call, StoredObject stored, Func<JsonObject, JsonObject> change)
    {
        var replicas = change(Scale(stored)).NumberAt("spec", "replicas") ?? 0;
        writer.Patch(
            call.Target with
            {
                Subresource = null,
            },
            json =>
            {
                json.Within("spec")["replicas"] = replicas;
                return json;
            },
            call.How()
        );
        return ApiAnswer.Json(200, Scale(writer.Existing(call.Target)));
    }

    private static JsonObject Scale(StoredObject stored) =>
        new()
        {
            ["kind"] = "Scale",
            ["apiVersion"] = "autoscaling/v1",
            ["metadata"] = new JsonObject
            {
                ["name"] = stored.Name,
                ["namespace"] = stored.Namespace,
                ["uid"] = stored.Uid,
                ["resourceVersion"] = stored.ResourceVersion.ToString(CultureInfo.InvariantCulture),
            },
            ["spec"] = new JsonObject { ["replicas"] = stored.Json.NumberAt("spec", "replicas") ?? 0 },
            ["status"] = new JsonObject { ["replicas"] = stored.Json.NumberAt("status", "replicas") ?? 0 },
        };
}
