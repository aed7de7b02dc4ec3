namespace ReleaseManager.Core.Clusters;

/// <summary>The cluster did not answer: not reachable, not trusted, or too slow. Names the server and what failed.</summary>
public sealed class ClusterConnectionException(string errorId, string message, Exception? inner = null)
    : ReleaseManagerException(errorId, ErrorKind.Cluster, message, inner)
{
    /// <summary>The same request may succeed a little later without anyone changing anything.</summary>
    public bool PassesByItself { get; init; } = true;

    /// <summary>The request surely did not reach the API; false where it may have.</summary>
    public bool NotTaken { get; init; }
}
