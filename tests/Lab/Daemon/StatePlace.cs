using ReleaseManager.Core.Backends;
using ReleaseManager.Core.State;
using ReleaseManager.S3;

namespace ReleaseManager.Lab.Daemon;

/// <summary>Where a daemon keeps a state: as its command line names it, and as the test looks at it.</summary>
internal sealed class StatePlace : IDisposable
{
    private static readonly Dictionary<string, string> Keys = new(StringComparer.Ordinal)
    {
        ["AWS_ACCESS_KEY_ID"] = StoreUser.Owner.AccessKey,
        ["AWS_SECRET_ACCESS_KEY"] = StoreUser.Owner.SecretKey,
    };

    private StatePlace(IBackend backend, params string[] arguments)
    {
        Backend = backend;
        Arguments = arguments;
        State = ReleaseState.At(backend);
    }

    /// <summary>The kind of the backend, and the flags that lead to it.</summary>
    public IReadOnlyList<string> Arguments { get; }

    /// <summary>The credentials of the store.</summary>
    public static IReadOnlyDictionary<string, string> Environment => Keys;

    public IBackend Backend { get; }

    public ReleaseState State { get; }

    /// <summary>A path in a bucket of the lab's store.</summary>
    public static StatePlace InBucket(ObjectStore store, string bucket, string path) =>
        new(
            new S3Backend(
                new S3BackendOptions
                {
                    Bucket = bucket,
                    Path = path,
                    EndpointUrl = store.Endpoint,
                    ForcePathStyle = true,
                    AccessKey = StoreUser.Owner.AccessKey,
                    SecretKey = StoreUser.Owner.SecretKey,
                }
            ),
            "s3",
            "--bucket",
            bucket,
            "--path",
            path,
            "--endpoint-url",
            store.Endpoint.OriginalString,
            "--force-path-style"
        );

    /// <summary>A folder.</summary>
    public static StatePlace InFolder(string folder) => new(new LocalBackend(folder), "local", "--path", folder);

    public void Dispose() => (Backend as IDisposable)?.Dispose();
}
