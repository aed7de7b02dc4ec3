using System.Text.Json.Nodes;

namespace ReleaseManager.Sandbox.Registry;

/// <summary>A kind that is served now.</summary>
/// <param name="Kind">Its names, versions and subresources.</param>
/// <param name="Definition">The custom resource definition that brought it; null for built-in kinds.</param>
internal sealed record ServedKind(SandboxKind Kind, JsonObject? Definition)
{
    /// <summary>Where the objects are stored.</summary>
    public string Storage { get; } = $"{Kind.StoredGroup ?? Kind.Group}/{Kind.Plural}";

    /// <summary>The resource as messages name it: <c>deployments.apps</c>.</summary>
    public string Qualified { get; } = Kind.Group.Length == 0 ? Kind.Plural : $"{Kind.Plural}.{Kind.Group}";

    public bool Has(string subresource) => Kind.Subresources.Contains(subresource);

    public bool Is(string group, string kind) => Definition is null && Kind.Group == group && Kind.Kind == kind;
}
