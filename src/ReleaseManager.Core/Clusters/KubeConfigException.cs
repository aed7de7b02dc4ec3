namespace ReleaseManager.Core.Clusters;

/// <summary>The kubeconfig cannot be used as it is. Names the file and, where known, the line; never what stands there.</summary>
public sealed class KubeConfigException(string errorId, string message, Exception? inner = null)
    : ReleaseManagerException(errorId, ErrorKind.Usage, message, inner);
