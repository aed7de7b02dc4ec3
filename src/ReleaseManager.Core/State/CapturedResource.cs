namespace ReleaseManager.Core.State;

/// <summary>A Kubernetes object that was saved beside the records.</summary>
/// <param name="Kind"><see cref="Crd"/> or <see cref="Namespace"/>.</param>
/// <param name="Name">Name of the object.</param>
/// <param name="Hash">Name of the content under <c>resources/</c>.</param>
public sealed record CapturedResource(string Kind, string Name, string Hash)
{
    /// <summary>A custom resource definition.</summary>
    public const string Crd = "crd";

    /// <summary>Labels and annotations of a namespace.</summary>
    public const string Namespace = "namespace";
}
