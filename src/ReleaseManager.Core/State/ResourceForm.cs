using System.Text.Json;
using System.Text.Json.Nodes;

namespace ReleaseManager.Core.State;

/// <summary>The form in which a captured Kubernetes object is kept: what the server fills in removed, keys sorted.</summary>
public static class ResourceForm
{
    private static readonly string[] ServerFilled =
    [
        "creationTimestamp",
        "deletionGracePeriodSeconds",
        "deletionTimestamp",
        "generation",
        "managedFields",
        "ownerReferences",
        "resourceVersion",
        "selfLink",
        "uid",
    ];

    /// <summary>A copy without status and without the metadata that a server gives; the original stays as it is.</summary>
    public static JsonObject Strip(JsonObject resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        var copy = resource.DeepClone().AsObject();
        copy.Remove("status");
        if (copy["metadata"] is JsonObject metadata)
        {
            foreach (var member in ServerFilled)
            {
                metadata.Remove(member);
            }
        }

        return copy;
    }

    /// <summary>The object's canonical bytes: keys sorted by code unit at every depth, numbers as they are written.</summary>
    internal static byte[] Write(JsonObject resource)
    {
        using var target = new MemoryStream();
        using (
            var writer = new Utf8JsonWriter(target, new JsonWriterOptions { Encoder = StateJson.Plain.Options.Encoder })
        )
        {
            Write(writer, resource);
        }

        return target.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, JsonNode? node)
    {
        switch (node)
        {
            case null:
                writer.WriteNullValue();
                break;
            case JsonObject members:
                writer.WriteStartObject();
                foreach (var (name, value) in members.OrderBy(member => member.Key, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(name);
                    Write(writer, value);
                }

                writer.WriteEndObject();
                break;
            case JsonArray items:
                writer.WriteStartArray();
                foreach (var item in items)
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            default:
                node.WriteTo(writer);
                break;
        }
    }
}
