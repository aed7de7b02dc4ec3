using System.Text.Json.Serialization;

namespace ReleaseManager.Core.State;

/// <summary>A Kubernetes object that was saved beside the records. Two are equal where they hold the same.</summary>
/// <param name="Kind"><see cref="Crd"/>, <see cref="Namespace"/>, <see cref="Secret"/>, <see cref="ConfigMap"/> or <see cref="ServiceAccount"/>; a
/// later version may write others.</param>
/// <param name="Name">Name of the object; for what stands in a namespace <c>namespace/name</c>.</param>
/// <param name="Hash">Name of the content under <c>resources/</c>.</param>
public sealed record CapturedResource(string Kind, string Name, string Hash)
{
    /// <summary>A custom resource definition.</summary>
    public const string Crd = "crd";

    /// <summary>Labels and annotations of a namespace.</summary>
    public const string Namespace = "namespace";

    /// <summary>A Secret that a release refers to and none owns.</summary>
    public const string Secret = "secret";

    /// <summary>A ConfigMap that a release refers to and none owns.</summary>
    public const string ConfigMap = "configmap";

    /// <summary>A ServiceAccount that a release refers to and none owns.</summary>
    public const string ServiceAccount = "serviceaccount";

    /// <summary>Whether it was saved because a release refers to it.</summary>
    [JsonIgnore]
    public bool IsReference => Kind is Secret or ConfigMap or ServiceAccount;

    /// <summary>Whether this version knows what it is; a later one may have saved others.</summary>
    [JsonIgnore]
    public bool IsKnown => IsReference || Kind is Crd or Namespace;

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
