using System.Text.Json.Nodes;
using ReleaseManager.Sandbox.Json;

namespace ReleaseManager.Sandbox.Http;

/// <summary>Answers what a client may do, by what the test has forbidden, and who it is.</summary>
internal static class Reviews
{
    public static JsonObject Answer(ApiCall call, SandboxFaults faults)
    {
        var review = call.Object();
        review["kind"] = call.Target.Kind.Kind.Kind;
        review["apiVersion"] = call.Target.ApiVersion;
        review["status"] = call.Target.Kind.Kind.Kind == "SelfSubjectReview" ? User() : Access(review["spec"], faults);
        return review;
    }

    private static JsonObject User() =>
        new()
        {
            ["userInfo"] = new JsonObject
            {
                ["username"] = "sandbox-admin",
                ["groups"] = new JsonArray("system:masters", "system:authenticated"),
            },
        };

    private static JsonObject Access(JsonNode? spec, SandboxFaults faults)
    {
        var wanted = spec.At("resourceAttributes");
        var forbidden = faults.Forbids(
            new SandboxRequest("", spec.TextAt("nonResourceAttributes", "path") ?? "", "")
            {
                Verb = wanted.TextAt("verb") ?? "",
                Group = wanted.TextAt("group") ?? "",
                Resource = wanted.TextAt("resource") ?? "",
                Subresource = Some(wanted.TextAt("subresource")),
                Namespace = Some(wanted.TextAt("namespace")),
                Name = Some(wanted.TextAt("name")),
            }
        );
        return new JsonObject { ["allowed"] = !forbidden };
    }

    private static string? Some(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
