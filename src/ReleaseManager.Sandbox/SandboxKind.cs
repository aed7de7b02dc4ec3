namespace ReleaseManager.Sandbox;

/// <summary>A kind that the sandbox serves, in one or several versions of its group.</summary>
public sealed record SandboxKind
{
    /// <summary>The API group; empty for the core group.</summary>
    public required string Group { get; init; }

    /// <summary>The kind, for example <c>Deployment</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The resource's name in paths, for example <c>deployments</c>.</summary>
    public required string Plural { get; init; }

    /// <summary>False for cluster-scoped kinds.</summary>
    public required bool Namespaced { get; init; }

    /// <summary>The served versions; the first one of a group's first kind is the group's preferred version.</summary>
    public required IReadOnlyList<string> Versions { get; init; }

    /// <summary>Short names as <c>kubectl</c> knows them.</summary>
    public IReadOnlyList<string> ShortNames { get; init; } = [];

    /// <summary>Subresources besides the object itself: <c>status</c>, <c>scale</c>, <c>log</c>, ...</summary>
    public IReadOnlyList<string> Subresources { get; init; } = [];

    /// <summary>True where the server counts changes of the wanted state in <c>metadata.generation</c>.</summary>
    public bool CountsGenerations { get; init; }

    /// <summary>
    /// The group under which the objects are stored; kinds with the same stored group and plural show the same objects
    /// (Ingress of <c>extensions</c> and of <c>networking.k8s.io</c>). Null is the kind's own group.
    /// </summary>
    public string? StoredGroup { get; init; }

    /// <summary>True for kinds that can only be posted and are answered, not stored: access reviews.</summary>
    internal bool IsReview { get; init; }

    /// <summary>The <c>apiVersion</c> of a version of this kind.</summary>
    public string ApiVersion(string version) => Group.Length == 0 ? version : $"{Group}/{version}";
}
