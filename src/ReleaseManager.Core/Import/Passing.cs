using ReleaseManager.Core.Clusters;

namespace ReleaseManager.Core.Import;

/// <summary>Tells errors that pass by themselves from those that stay.</summary>
internal static class Passing
{
    public const string KindNotServed = "KindNotServed";
    private const string ObjectBeingDeleted = "ObjectBeingDeleted";

    /// <summary>An object that stands in the way is on its way out.</summary>
    public static ImportException BeingDeleted(ResourceAddress address, Exception? inner = null) =>
        new(ObjectBeingDeleted, ErrorKind.Cluster, $"{Name(address)} is still being deleted.", inner)
        {
            Target = Name(address),
            Advice = "See which finalizer holds it, then run the same import again.",
        };

    public static bool ByItself(ReleaseManagerException error) =>
        error switch
        {
            ImportException own => own.ErrorId is KindNotServed or ObjectBeingDeleted,
            // A namespace or a kind that another release brings is not there yet.
            KubeApiException { IsNotFound: true } => true,
            KubeApiException api => api.PassesByItself || IsServiceAccountMissing(api),
            ClusterConnectionException lost => lost.PassesByItself,
            _ => false,
        };

    public static string Name(ResourceAddress address) =>
        address.Namespace is null
            ? $"{address.Resource.Kind} {address.Name}"
            : $"{address.Resource.Kind} {address.Namespace}/{address.Name}";

    /// <summary>A new namespace's default service account comes a moment after the namespace.</summary>
    private static bool IsServiceAccountMissing(KubeApiException error) =>
        error.IsForbidden && error.Message.Contains("error looking up service account", StringComparison.Ordinal);
}
