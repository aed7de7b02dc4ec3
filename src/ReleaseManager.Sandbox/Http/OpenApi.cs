using System.Text;
using System.Text.Json.Nodes;
using ReleaseManager.Sandbox.Registry;

namespace ReleaseManager.Sandbox.Http;

/// <summary>
/// As much OpenAPI as kubectl and Helm need to go on without client-side schemas: a document without definitions (they
/// then check nothing), and which kinds take which query parameters.
/// </summary>
internal sealed class OpenApi(KindCatalog catalog, string kubernetesVersion)
{
    private const string Protobuf = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";

    public ApiAnswer? Answer(string path, string accept) =>
        path.Split('/', StringSplitOptions.RemoveEmptyEntries) switch
        {
            ["openapi", "v2"] when accept.Contains(Protobuf, StringComparison.Ordinal) => new ApiAnswer(
                200,
                Version2InProtobuf(),
                Protobuf.Replace('@', '.')
            ),
            ["openapi", "v2"] => ApiAnswer.Json(200, Document("swagger", "2.0", [])),
            ["openapi", "v3"] => ApiAnswer.Json(200, Index()),
            ["openapi", "v3", "api", var version] => Version3("", version),
            ["openapi", "v3", "apis", var group, var version] => Version3(group, version),
            _ => null,
        };

    private JsonObject Index()
    {
        var paths = new JsonObject();
        foreach (var version in catalog.Versions(""))
        {
            Add($"api/{version}");
        }

        foreach (var group in catalog.Groups)
        {
            foreach (var version in catalog.Versions(group))
            {
                Add($"apis/{group}/{version}");
            }
        }

        return new JsonObject { ["paths"] = paths };

        void Add(string path) => paths[path] = new JsonObject { ["serverRelativeURL"] = $"/openapi/v3/{path}" };
    }

    private ApiAnswer? Version3(string group, string version)
    {
        var paths = new JsonObject();
        var root = group.Length == 0 ? $"/api/{version}" : $"/apis/{group}/{version}";
        foreach (
            var kind in catalog.All.Where(each => each.Kind.Group == group && each.Kind.Versions.Contains(version))
        )
        {
            var place = kind.Kind.Namespaced ? "/namespaces/{namespace}" : "";
            paths[$"{root}{place}/{kind.Kind.Plural}/{{name}}"] = new JsonObject { ["patch"] = Patch(kind, version) };
        }

        return paths.Count == 0 ? null : ApiAnswer.Json(200, Document("openapi", "3.0.0", paths));
    }

    private static JsonObject Patch(ServedKind kind, string version)
    {
        var content = new JsonObject();
        foreach (
            var type in ResourceCalls.PatchTypes.Where(type =>
                kind.Definition is null || type != ResourceCalls.StrategicMergePatchType
            )
        )
        {
            content[type] = new JsonObject();
        }

        return new JsonObject
        {
            ["parameters"] = new JsonArray(
                Parameter("dryRun"),
                Parameter("fieldManager"),
                Parameter("fieldValidation"),
                Parameter("force")
            ),
            ["requestBody"] = new JsonObject { ["content"] = content },
            ["responses"] = new JsonObject(),
            ["x-kubernetes-action"] = "patch",
            ["x-kubernetes-group-version-kind"] = new JsonObject
            {
                ["group"] = kind.Kind.Group,
                ["version"] = version,
                ["kind"] = kind.Kind.Kind,
            },
        };
    }

    private static JsonObject Parameter(string name) =>
        new()
        {
            ["name"] = name,
            ["in"] = "query",
            ["schema"] = new JsonObject { ["type"] = "string", ["uniqueItems"] = true },
        };

    private JsonObject Document(string format, string version, JsonObject paths) =>
        new()
        {
            [format] = version,
            ["info"] = new JsonObject { ["title"] = "Kubernetes", ["version"] = kubernetesVersion },
            ["paths"] = paths,
            ["components"] = new JsonObject { ["schemas"] = new JsonObject() },
        };

    // The same document as protobuf: swagger (1), info (2: title 1, version 2), paths (8).
    private byte[] Version2InProtobuf() =>
        [
            .. Field(1, "2.0"u8),
            .. Field(2, [.. Field(1, "Kubernetes"u8), .. Field(2, Encoding.UTF8.GetBytes(kubernetesVersion))]),
            .. Field(8, []),
        ];

    private static byte[] Field(int number, ReadOnlySpan<byte> content) =>
        [(byte)((number << 3) | 2), (byte)content.Length, .. content];
}
