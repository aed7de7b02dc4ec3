using System.Text.Json.Nodes;
using ReleaseManager.Core.Releases;
using ReleaseManager.Sandbox.Fields;
using ReleaseManager.Sandbox.Json;
using ReleaseManager.Sandbox.Patching;
using ReleaseManager.Sandbox.Registry;

namespace ReleaseManager.Sandbox.Http;

/// <summary>Carries out requests for objects, but for watches. Whoever calls holds the store's gate.</summary>
internal sealed class ResourceCalls(ClusterObjects objects, SandboxFaults faults)
{
    public const string StrategicMergePatchType = "application/strategic-merge-patch+json";
    private const string JsonPatchType = "application/json-patch+json";
    private const string MergePatchType = "application/merge-patch+json";
    private const string ApplyPatchType = "application/apply-patch+yaml";

    private readonly ListReader _lists = new(objects);
    private readonly ObjectWriter _writer = new(objects);
    private readonly ObjectRemover _remover = new(objects);

    public static IReadOnlyList<string> PatchTypes { get; } =
    [JsonPatchType, MergePatchType, StrategicMergePatchType, ApplyPatchType];

    /// <summary>Carries out one request.</summary>
    /// <exception cref="ApiErrorException">The request is refused.</exception>
    public ApiAnswer Answer(ApiCall call)
    {
        if (call.Target.Kind.Kind.IsReview)
        {
            return call.Request.Verb == "create"
                ? ApiAnswer.Json(201, Reviews.Answer(call, faults))
                : throw ApiErrorException.MethodNotAllowed();
        }

        if (call.Target.Subresource is { } subresource && subresource is not ("status" or "approval" or "finalize"))
        {
            return new SubresourceCalls(objects, _writer, _remover).Answer(call, subresource);
        }

        var answer = call.Request.Verb switch
        {
            "get" => Show(call, 200, _writer.Existing(call.Target).As(call.Target.ApiVersion)),
            "list" => _lists.List(call),
            "create" => Written(call, _writer.Create(call.Target, call.Object(), call.How())),
            "update" => Written(call, _writer.Replace(call.Target, call.Object(), call.How())),
            "patch" => Written(call, Patch(call)),
            "delete" => ApiAnswer.Json(200, Delete(call)),
            "deletecollection" => DeleteAll(call),
            _ => throw ApiErrorException.MethodNotAllowed(),
        };
        return answer with { Warnings = [.. call.Warnings] };
    }

    private ApiAnswer Written(ApiCall call, WriteResult result) =>
        Show(call, result.Created ? 201 : 200, result.Object);

    private ApiAnswer Show(ApiCall call, int code, JsonObject json) =>
        ApiAnswer.Json(
            code,
            call.Representation switch
            {
                Representation.Metadata => ListReader.MetadataOf(json),
                Representation.Table => TableView.Of(
                    call,
                    [json],
                    new JsonObject { ["resourceVersion"] = json.TextAt("metadata", "resourceVersion") },
                    objects.Now
                ),
                _ => json,
            }
        );

    private WriteResult Patch(ApiCall call)
    {
        var (target, how, type) = (call.Target, call.How(), call.Request.ContentType);
        if (type == ApplyPatchType)
        {
            if (call.Text("fieldManager") is null or "")
            {
                throw BadOptions("fieldManager: Required value: is required for apply patch");
            }

            return _writer.Apply(target, call.Object(), how);
        }

        if (how.Force)
        {
            throw BadOptions("force: Forbidden: may not be specified for non-apply patch");
        }

        var patch = call.Node();
        return type switch
        {
            JsonPatchType => _writer.Patch(target, json => Patched(json, patch), how),
            MergePatchType => _writer.Patch(target, json => Merged(json, patch), how),
            StrategicMergePatchType when target.Kind.Definition is null => _writer.Patch(
                target,
                json => StrategicMergePatch.Apply(json, Changes(patch), FieldShape.Of(target.Kind, target.Version)),
                how
            ),
            _ => throw ApiErrorException.UnsupportedMediaType([
                .. PatchTypes.Where(each => target.Kind.Definition is null || each != StrategicMergePatchType),
            ]),
        };
    }

    private static JsonObject Merged(JsonObject json, JsonNode? patch) =>
        (JsonObject)JsonMergePatch.Apply(json, Changes(patch))!;

    private static JsonObject Changes(JsonNode? patch) =>
        patch as JsonObject ?? throw ApiErrorException.BadRequest("error decoding patch: the patch is no object");

    private static ApiErrorException BadOptions(string why) =>
        new(422, "Invalid", $"PatchOptions.meta.k8s.io \"\" is invalid: {why}")
        {
            Group = "meta.k8s.io",
            Kind = "PatchOptions",
        };

    private JsonObject Delete(ApiCall call)
    {
        var options = DeleteOptions(call);
        return _remover.Delete(call.Target, _writer.Existing(call.Target), options, DryRun(call, options));
    }

    private ApiAnswer DeleteAll(ApiCall call)
    {
        var options = DeleteOptions(call);
        var answer = _lists.List(call);
        var all = objects.Store.All(call.Target.Kind.Storage);
        foreach (var stored in ListReader.Selected(call, all, null).ToList())
        {
            _remover.Delete(call.Target, stored, options, DryRun(call, options));
        }

        return answer;
    }

    private static bool DryRun(ApiCall call, JsonObject options) =>
        call.How().DryRun || options["dryRun"].Texts().Contains("All");

    // The body may say how to delete, and the query may.
    private static JsonObject DeleteOptions(ApiCall call)
    {
        var options = call.Body.Length == 0 ? [] : call.Object();
        if (call.Text("propagationPolicy") is { Length: > 0 } policy)
        {
            options["propagationPolicy"] = policy;
        }

        return options;
    }

    private static JsonObject Patched(JsonObject json, JsonNode? patch)
    {
        try
        {
            return JsonPatch.Apply(json, patch);
        }
        catch (JsonPatchException error) when (error.IsMalformed)
        {
            throw ApiErrorException.BadRequest($"error decoding patch: {error.Message}");
        }
        catch (JsonPatchException error)
        {
            throw new ApiErrorException(
                422,
                "Invalid",
                $"the server rejected our request due to an error in our request: {error.Message}"
            );
        }
    }
}
