using ReleaseManager.Core.Clusters;

namespace ReleaseManager.Core.Export;

/// <summary>
/// Reads objects outside namespaces, and makes sure that the answer is the object: what something in front of the API says
/// in its place must not be saved, nor taken for an identity.
/// </summary>
internal static class CheckedRead
{
    /// <summary>Reads one object; null where there is none.</summary>
    /// <exception cref="ClusterConnectionException">The answer is another thing.</exception>
    public static async Task<KubeObject?> ReadAsync(
        this KubeClient cluster,
        ApiResource resource,
        string name,
        CancellationToken stop
    )
    {
        var found = await cluster.GetAsync(new ResourceAddress(resource, null, name), stop);
        return found is null || (found.Name == name && found.Uid.Length > 0)
            ? found
            : throw new ClusterConnectionException(
                "ClusterAnswerUnreadable",
                $"Could not get {resource.QualifiedName} {name} at {cluster.Access}: the answer is not that object."
            )
            {
                PassesByItself = false,
                Target = cluster.Access.Server.Host,
                Advice = "Check what stands between here and the Kubernetes API.",
            };
    }
}
