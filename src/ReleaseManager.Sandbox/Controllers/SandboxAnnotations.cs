using ReleaseManager.Sandbox.Json;
using ReleaseManager.Sandbox.Storage;

namespace ReleaseManager.Sandbox.Controllers;

/// <summary>
/// Annotations with which an object, or its Pod template, says how it wants to be treated; those of the lab's node
/// simulator mean the same here, so that its charts work.
/// </summary>
internal static class SandboxAnnotations
{
    /// <summary>A Job or Pod that shall fail.</summary>
    public const string Fail = "fail";

    /// <summary>An object that shall not get ready as long as this is <c>"true"</c>.</summary>
    public const string Hold = "hold";

    private static readonly string[] Prefixes = ["sandbox.releasemanager/", "lab.releasemanager/"];

    /// <summary>The full name by which the sandbox itself sets an annotation.</summary>
    public static string Named(string annotation) => Prefixes[0] + annotation;

    public static bool Says(this StoredObject stored, string annotation) =>
        Prefixes.Any(prefix =>
            stored.Json.TextAt("metadata", "annotations", prefix + annotation) == "true"
            || stored.Json.TextAt("spec", "template", "metadata", "annotations", prefix + annotation) == "true"
        );
}
