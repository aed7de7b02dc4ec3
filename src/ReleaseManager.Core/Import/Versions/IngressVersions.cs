using System.Globalization;
using System.Text.Json.Nodes;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.Import.Versions;

/// <summary>
/// Ingress before <c>networking.k8s.io/v1</c> (removed in Kubernetes 1.22): backends were flat, a port was a number or a name in one
/// member, and the type of a path was optional. The annotation that names the class stays: v1 still takes it.
/// </summary>
internal static class IngressVersions
{
    public static IEnumerable<VersionStep> Steps =>
        [
            VersionStep.Of("Ingress", "extensions/v1beta1", "networking.k8s.io/v1beta1"),
            VersionStep.Of("Ingress", "networking.k8s.io/v1beta1", "networking.k8s.io/v1", ToV1),
            VersionStep.Of("IngressClass", "networking.k8s.io/v1beta1", "networking.k8s.io/v1"),
        ];

    private static void ToV1(JsonObject item, ConversionNotes notes)
    {
        var spec = item.Object("spec");
        if (spec?.Take("backend") is { } found)
        {
            Backend(found as JsonObject, notes);
            spec["defaultBackend"] = found;
        }

        foreach (var path in spec.Objects("rules").SelectMany(rule => rule.Object("http").Objects("paths")))
        {
            notes.Keep(path, "pathType", "ImplementationSpecific");
            Backend(path.Object("backend"), notes);
        }
    }

    private static void Backend(JsonObject? backend, ConversionNotes notes)
    {
        var name = backend?.Take("serviceName");
        var port = backend?.Take("servicePort");
        if (name.Text() is null or "" && port is null)
        {
            return;
        }

        var service = new JsonObject();
        backend!["service"] = service;
        if (name is not null)
        {
            service["name"] = name;
        }

        if (port is not null)
        {
            service["port"] = new JsonObject { [IsName(port, out var number, notes) ? "name" : "number"] = number };
        }
    }

    // A number in quotes was the name of no port, but controllers took it for the number; v1 refuses it as a name.
    private static bool IsName(JsonNode port, out JsonNode written, ConversionNotes notes)
    {
        written = port;
        if (port.Text() is not { } text)
        {
            return false;
        }

        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return true;
        }

        notes.Add("a port that was written as text is written as the number it is");
        written = number;
        return false;
    }
}
