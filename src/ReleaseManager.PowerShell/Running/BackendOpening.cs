using System.Security;
using ReleaseManager.Core.Backends;
using ReleaseManager.Core.State;
using ReleaseManager.S3;

namespace ReleaseManager.PowerShell.Running;

/// <summary>From the description of a backend to the state that it keeps.</summary>
internal static class BackendOpening
{
    /// <summary>The state, there or not yet; of it nothing is touched, only the key is read.</summary>
    /// <param name="variable">The environment variable with the passphrase where the backend names no key.</param>
    /// <exception cref="ReleaseManagerException">The key file cannot be read, or the backend is not one that can be.</exception>
    public static OpenedState Open(this HelmReleaseBackend backend, string variable = StateKeyFile.Variable)
    {
        var key = KeyOf(backend, variable);
        var place = PlaceOf(backend);
        return new OpenedState(ReleaseState.At(place, TimeProvider.System, key), place as IDisposable);
    }

    /// <summary>What reaches a bucket.</summary>
    public static S3BackendOptions Options(this S3HelmReleaseBackend backend) =>
        new()
        {
            Bucket = backend.Bucket,
            Path = backend.Path,
            Region = backend.Region,
            ProfileName = backend.ProfileName,
            AccessKey = backend.AccessKey,
            SecretKey = Secrets.Open(backend.SecretKey),
            SessionToken = Secrets.Open(backend.SessionToken),
            EndpointUrl = backend.EndpointUrl,
            ForcePathStyle = backend.ForcePathStyle,
            ServerSideEncryption = backend.ServerSideEncryption,
            KmsKeyId = backend.KmsKeyId,
            StorageClass = backend.StorageClass,
        };

    /// <summary>A key of a passphrase.</summary>
    public static StateKey ToKey(this SecureString passphrase) =>
        StateKey.FromPassphrase(Secrets.Open(passphrase) ?? "");

    private static StateKey? KeyOf(HelmReleaseBackend backend, string variable) =>
        backend.Passphrase?.ToKey()
        ?? (backend.KeyFile is { } file ? StateKeyFile.ReadKey(file) : StateKeyFile.FromEnvironment(variable));

    private static IBackend PlaceOf(HelmReleaseBackend backend) =>
        backend switch
        {
            LocalHelmReleaseBackend local => new LocalBackend(local.Path),
            S3HelmReleaseBackend s3 => new S3Backend(s3.Options(), TimeProvider.System),
            _ => throw new ReleaseManagerException(
                "BackendUnknown",
                ErrorKind.Usage,
                $"'{backend}' is of a kind that this command cannot open."
            )
            {
                Target = backend.Location,
                Advice = "Make the backend with New-LocalBackend or New-S3Backend.",
            },
        };
}
