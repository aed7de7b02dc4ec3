using ReleaseManager.Lab;

namespace ReleaseManager.S3.Tests.Store;

/// <summary>Options that lead to the object store of the lab.</summary>
internal static class StoreOptions
{
    public static S3BackendOptions For(ObjectStore store, StoreUser user, string bucket, string path) =>
        new()
        {
            Bucket = bucket,
            Path = path,
            AccessKey = user.AccessKey,
            SecretKey = user.SecretKey,
            EndpointUrl = store.Endpoint,
            ForcePathStyle = true,
        };
}
