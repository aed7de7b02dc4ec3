using System.Text.Json.Nodes;

namespace ReleaseManager.Core.Tests.Export;

/// <summary>Custom resource definitions and what uses them.</summary>
internal static class Definitions
{
    /// <summary>A definition as the API takes it.</summary>
    /// <param name="name">Plural and group.</param>
    /// <param name="manager">Who shows as having created it; null for the sandbox itself.</param>
    public static JsonObject Of(string name, string kind, string? manager = null)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        var (plural, group) = (name[..dot], name[(dot + 1)..]);
        var definition = new JsonObject
        {
            ["apiVersion"] = "apiextensions.k8s.io/v1",
            ["kind"] = "CustomResourceDefinition",
            ["metadata"] = new JsonObject { ["name"] = name },
            ["spec"] = new JsonObject
            {
                ["group"] = group,
                ["scope"] = "Namespaced",
                ["names"] = new JsonObject
                {
                    ["kind"] = kind,
                    ["plural"] = plural,
                    ["singular"] = kind.ToLowerInvariant(),
                    ["listKind"] = $"{kind}List",
                },
                ["versions"] = new JsonArray(
                    new JsonObject
                    {
                        ["name"] = "v1",
                        ["served"] = true,
                        ["storage"] = true,
                        ["schema"] = new JsonObject
                        {
                            ["openAPIV3Schema"] = new JsonObject
                            {
                                ["type"] = "object",
                                ["x-kubernetes-preserve-unknown-fields"] = true,
                            },
                        },
                    }
                ),
            },
        };
        if (manager is not null)
        {
            definition["metadata"]!["managedFields"] = new JsonArray(
                new JsonObject
                {
                    ["manager"] = manager,
                    ["operation"] = "Update",
                    ["apiVersion"] = "apiextensions.k8s.io/v1",
                    ["time"] = "2026-01-01T00:00:00Z",
                    ["fieldsType"] = "FieldsV1",
                    ["fieldsV1"] = new JsonObject { ["f:spec"] = new JsonObject { ["f:group"] = new JsonObject() } },
                }
            );
        }

        return definition;
    }

    /// <summary>A manifest of one object of the kind.</summary>
    public static string Use(string apiVersion, string kind) =>
        $"---\n# Source: plain/templates/it.yaml\napiVersion: {apiVersion}\nkind: {kind}\nmetadata:\n  name: it\n";
}
