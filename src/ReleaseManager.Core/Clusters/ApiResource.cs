namespace ReleaseManager.Core.Clusters;

/// <summary>A kind as the API serves it.</summary>
public sealed record ApiResource
{
    /// <summary>API group; empty for the core group.</summary>
    public required string Group { get; init; }

    /// <summary>API version within the group.</summary>
    public required string Version { get; init; }

    /// <summary>Kind in CamelCase.</summary>
    public required string Kind { get; init; }

    /// <summary>The kind's name in paths, such as <c>deployments</c>.</summary>
    public required string Plural { get; init; }

    /// <summary>Whether its objects live in namespaces.</summary>
    public required bool Namespaced { get; init; }

    /// <summary>What may be done with it: <c>get</c>, <c>list</c>, <c>create</c>, <c>patch</c>, ...</summary>
    public IReadOnlyList<string> Verbs { get; init; } = [];

    /// <summary><c>group/version</c>, or the version alone in the core group.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>Group, version and kind.</summary>
    public ResourceKind ResourceKind => new(Group, Version, Kind);

    /// <summary>The name that API messages and RBAC rules use: <c>deployments.apps</c>, <c>secrets</c>.</summary>
    public string QualifiedName => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    /// <inheritdoc/>
    public override string ToString() => $"{ApiVersion} {Kind}";
}
