using ReleaseManager.Sandbox.Registry;

namespace ReleaseManager.Sandbox.Http;

/// <summary>A path below <c>/api</c> or <c>/apis</c>, taken apart.</summary>
internal sealed record RequestPath(
    string Group,
    string Version,
    string? Namespace,
    string? Resource,
    string? Name,
    string? Subresource
)
{
    /// <summary>Takes a path apart.</summary>
    /// <returns>Null for paths that are no resource paths: discovery, health, OpenAPI.</returns>
    public static RequestPath? Parse(string path)
    {
        string[] parts = [.. path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString)];
        return parts switch
        {
            ["api", var version, .. var rest] when rest.Length > 0 => Rest("", version, rest),
            ["apis", var group, var version, .. var rest] when rest.Length > 0 => Rest(group, version, rest),
            _ => null,
        };
    }

    /// <summary>The target of the path.</summary>
    /// <exception cref="ApiErrorException">Nothing like that is served.</exception>
    public ApiTarget Resolve(KindCatalog catalog)
    {
        var kind = catalog.Find(Group, Version, Resource!);
        var scoped = kind is not null && (kind.Kind.Namespaced || Namespace is null);
        return scoped && (Subresource is null || kind!.Has(Subresource) || Name is null)
            ? new ApiTarget(kind!, Version, Namespace, Name, Subresource)
            : throw ApiErrorException.NoSuchResource();
    }

    private static RequestPath? Rest(string group, string version, string[] rest) =>
        rest switch
        {
            ["namespaces"] => new(group, version, null, "namespaces", null, null),
            ["namespaces", var name] => new(group, version, null, "namespaces", name, null),
            ["namespaces", var name, "status" or "finalize"] => new(group, version, null, "namespaces", name, rest[2]),
            ["namespaces", var space, var resource] => new(group, version, space, resource, null, null),
            ["namespaces", var space, var resource, var name] => new(group, version, space, resource, name, null),
            ["namespaces", var space, var resource, var name, var sub] => new(
                group,
                version,
                space,
                resource,
                name,
                sub
            ),
            [var resource] => new(group, version, null, resource, null, null),
            [var resource, var name] => new(group, version, null, resource, name, null),
            [var resource, var name, var sub] => new(group, version, null, resource, name, sub),
            _ => null,
        };
}
