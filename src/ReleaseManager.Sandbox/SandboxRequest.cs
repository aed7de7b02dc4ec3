namespace ReleaseManager.Sandbox;

/// <summary>One request as the sandbox saw it; what predicates look at and what the request log keeps. Never a body.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path without the query.</param>
/// <param name="Query">The query with its question mark, or empty.</param>
public sealed record SandboxRequest(string Method, string Path, string Query)
{
    /// <summary>Kubernetes' verb: get, list, watch, create, update, patch, delete, deletecollection; empty for other paths.</summary>
    public string Verb { get; init; } = "";

    /// <summary>The API group; empty for the core group and for paths without resource.</summary>
    public string Group { get; init; } = "";

    /// <summary>The resource's plural; empty for paths without resource.</summary>
    public string Resource { get; init; } = "";

    /// <summary>The subresource, or null.</summary>
    public string? Subresource { get; init; }

    /// <summary>The namespace, or null.</summary>
    public string? Namespace { get; init; }

    /// <summary>The object's name, or null.</summary>
    public string? Name { get; init; }

    /// <summary>The body's media type, or null.</summary>
    public string? ContentType { get; init; }

    /// <summary>The accepted media types, as sent.</summary>
    public string Accept { get; init; } = "";

    /// <summary>The client's name for itself.</summary>
    public string UserAgent { get; init; } = "";

    /// <summary>The answer's status code; 0 while the request is under way and where the connection was dropped.</summary>
    public int StatusCode { get; init; }
}
