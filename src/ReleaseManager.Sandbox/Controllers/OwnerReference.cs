using System.Text.Json.Nodes;
using ReleaseManager.Sandbox.Storage;

namespace ReleaseManager.Sandbox.Controllers;

/// <summary>Makes references from an object to the one whose controller made it.</summary>
internal static class OwnerReference
{
    public static JsonObject To(StoredObject owner, string apiVersion, string kind) =>
        new()
        {
            ["apiVersion"] = apiVersion,
            ["kind"] = kind,
            ["name"] = owner.Name,
            ["uid"] = owner.Uid,
            ["controller"] = true,
            ["blockOwnerDeletion"] = true,
        };
}
