namespace ReleaseManager;

/// <summary>An object of a release that is not the same on both sides, or not in the cluster what its manifest says.</summary>
public sealed record HelmObjectDifference
{
    /// <summary>What differs.</summary>
    public required HelmObjectChange Change { get; init; }

    /// <summary>Group and version, for example <c>apps/v1</c>.</summary>
    public required string ApiVersion { get; init; }

    /// <summary>Kind.</summary>
    public required string Kind { get; init; }

    /// <summary>Namespace; null for an object outside namespaces.</summary>
    public string? Namespace { get; init; }

    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it is a hook and no object of the manifest.</summary>
    public bool IsHook { get; init; }

    /// <summary>The fields that differ; none for an object that only one side holds. Content of Secrets is masked unless it was asked for.</summary>
    public IReadOnlyList<HelmFieldDifference> Fields
    {
        get;
        init => field = IndexedList.Of(value);
    } = [];

    /// <summary>The difference as a unified diff of YAML. Content of Secrets is masked unless it was asked for.</summary>
    public required string Diff { get; init; }

    /// <summary>How it was judged where the cluster itself did not say; null where it did, or was not asked.</summary>
    public string? Note { get; init; }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{(IsHook ? "hook " : "")}{Kind} {(Namespace is null ? "" : Namespace + "/")}{Name}";
}
