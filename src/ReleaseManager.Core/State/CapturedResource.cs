namespace ReleaseManager.Core.State;

/// <summary>A Kubernetes object that was saved beside the records. Two are equal where they hold the same.</summary>
/// <param name="Kind"><see cref="Crd"/> or <see cref="Namespace"/>.</param>
/// <param name="Name">Name of the object.</param>
/// <param name="Hash">Name of the content under <c>resources/</c>.</param>
public sealed record CapturedResource(string Kind, string Name, string Hash)
{
    /// <summary>A custom resource definition.</summary>
    public const string Crd = "crd";

    /// <summary>Labels and annotations of a namespace.</summary>
    public const string Namespace = "namespace";

    /// <summary>Uid of the object in its cluster; null where unknown.</summary>
    public string? Uid { get; init; }

    /// <summary>Resource version of the object when it was read: while it stays, the object need not be read again.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>Says whether both hold the same; a write that changed nothing of it does not count.</summary>
    public bool Equals(CapturedResource? other) =>
        other is not null && (Kind, Name, Hash) == (other.Kind, other.Name, other.Hash);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, Name, Hash);
}
