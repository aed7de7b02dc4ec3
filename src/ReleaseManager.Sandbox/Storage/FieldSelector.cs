using System.Text.Json.Nodes;
using ReleaseManager.Sandbox.Json;
using ReleaseManager.Sandbox.Registry;

namespace ReleaseManager.Sandbox.Storage;

/// <summary>A field selector as in a query: <c>metadata.name=a,type!=b</c>. Which fields exist depends on the kind.</summary>
internal sealed class FieldSelector
{
    private readonly List<(string[] Path, bool Equal, string Value)> _terms = [];

    /// <summary>Reads a selector for a kind.</summary>
    /// <exception cref="ApiErrorException">The selector cannot be read, or names a field that the kind does not offer.</exception>
    public static FieldSelector Parse(string? text, ServedKind kind)
    {
        var selector = new FieldSelector();
        foreach (var term in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var equal = !term.Contains("!=", StringComparison.Ordinal);
            var parts = term.Split(equal ? ["==", "="] : new[] { "!=" }, 2, StringSplitOptions.None);
            if (parts.Length != 2)
            {
                throw ApiErrorException.BadRequest($"invalid selector: '{term}'; can't understand '{term}'");
            }

            if (!Offers(kind, parts[0]))
            {
                throw ApiErrorException.BadRequest(
                    $"Unable to find \"{kind.Kind.Group}/{kind.Kind.Plural}\" that match label selector \"\", "
                        + $"field selector \"{text}\": field label not supported: {parts[0]}"
                );
            }

            selector._terms.Add((parts[0].Split('.'), equal, parts[1]));
        }

        return selector;
    }

    public bool Matches(StoredObject stored) =>
        _terms.TrueForAll(term => (Text(stored.Json.At(term.Path)) == term.Value) == term.Equal);

    private static string Text(JsonNode? node) => node is null ? "" : node.AsText() ?? node.ToJsonString();

    private static bool Offers(ServedKind kind, string field) =>
        field is "metadata.name" or "metadata.namespace"
        || (
            kind.Definition is null
            && kind.Kind.Kind switch
            {
                "Secret" => field == "type",
                "Pod" => field
                    is "status.phase"
                        or "status.podIP"
                        or "spec.nodeName"
                        or "spec.restartPolicy"
                        or "spec.schedulerName"
                        or "spec.serviceAccountName"
                        or "spec.hostNetwork",
                "Event" => field is "reason" or "type" or "source" or "reportingComponent"
                    || field.StartsWith("involvedObject.", StringComparison.Ordinal),
                "Namespace" => field == "status.phase",
                "Node" => field == "spec.unschedulable",
                "Job" => field == "status.successful",
                "ReplicaSet" or "ReplicationController" => field == "status.replicas",
                "CertificateSigningRequest" => field == "spec.signerName",
                _ => false,
            }
        );
}
