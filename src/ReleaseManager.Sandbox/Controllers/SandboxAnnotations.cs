using ReleaseManager.Sandbox.Json;
using ReleaseManager.Sandbox.Storage;

namespace ReleaseManager.Sandbox.Controllers;

/// <summary>Annotations with which an object says how the sandbox shall treat it.</summary>
internal static class SandboxAnnotations
{
    /// <summary>A Job or Pod that shall fail.</summary>
    public const string Fail = "sandbox.releasemanager/fail";

    /// <summary>An object that shall not get ready as long as this is <c>"true"</c>.</summary>
    public const string Hold = "sandbox.releasemanager/hold";

    public static bool Says(this StoredObject stored, string annotation) =>
        stored.Json.TextAt("metadata", "annotations", annotation) == "true"
        || stored.Json.TextAt("spec", "template", "metadata", "annotations", annotation) == "true";
}
