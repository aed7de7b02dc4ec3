namespace ReleaseManager.Sandbox.Registry;

/// <summary>What a request is about: a kind in one of its versions, and a namespace, an object, a subresource of it.</summary>
internal sealed record ApiTarget(ServedKind Kind, string Version, string? Namespace, string? Name, string? Subresource)
{
    public string ApiVersion => Kind.Kind.ApiVersion(Version);

    /// <summary>The namespace in the store's keys: null for cluster-scoped kinds.</summary>
    public string? Space => Kind.Kind.Namespaced ? Namespace : null;
}
