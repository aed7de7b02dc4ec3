namespace ReleaseManager.Core.Releases;

/// <summary>Where Helm keeps its records in a cluster (<c>HELM_DRIVER</c>).</summary>
public enum StorageDriver
{
    /// <summary>Secrets of type <c>helm.sh/release.v1</c>: Helm's default.</summary>
    Secret,

    /// <summary>ConfigMaps (<c>HELM_DRIVER=configmap</c>).</summary>
    ConfigMap,
}
