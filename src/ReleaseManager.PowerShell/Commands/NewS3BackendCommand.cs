using System.Management.Automation;
using System.Security;
using ReleaseManager.PowerShell.Parameters;
using ReleaseManager.PowerShell.Running;
using ReleaseManager.S3;

namespace ReleaseManager.PowerShell.Commands;

/// <summary>
/// Names a path in a bucket of AWS S3, or of a server that speaks as it does, as the place of a state, for the other commands. Touches nothing: no
/// request is sent. Without keys and profile the credentials are found as every AWS program finds them: environment, shared configuration, web
/// identity, container, instance. What is secret of a backend is shown nowhere.
/// </summary>
/// <example>
/// <code>$backup = New-S3Backend -Bucket acme-backups -Path releases/blue -Region eu-central-1
/// Export-HelmReleaseState $backup</code>
/// <para>Saves every release of the current cluster in a bucket.</para>
/// </example>
/// <example>
/// <code>$minio = New-S3Backend backups blue -EndpointUrl https://minio.example.com:9000 -ForcePathStyle -Credential (Get-Credential)
/// Get-HelmReleaseSnapshot $minio</code>
/// <para>Lists the snapshots in a bucket of a server of one's own; user name and password are access key and secret key.</para>
/// </example>
/// <example>
/// <code>$safe = New-S3Backend acme-backups safe/blue -ProfileName backup -KeyFile ./blue.key
/// Export-HelmReleaseState $safe
/// Test-HelmReleaseState $safe</code>
/// <para>Begins a state that is encrypted with a key file, with the credentials of a profile, and checks it.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "S3Backend")]
[OutputType(typeof(S3HelmReleaseBackend))]
public sealed class NewS3BackendCommand : NewBackendCommand
{
    /// <summary>The bucket's name.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(S3BucketCompleter))]
    public string Bucket { get; set; } = "";

    /// <summary>The prefix in the bucket under which the state is, for example releases/blue; nothing outside of it is read, listed or removed.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>The bucket's region; otherwise what the profile or the environment names, and us-east-1 where nothing does.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(AwsRegionCompleter))]
    public string? Region { get; set; }

    /// <summary>A profile of the shared AWS configuration, which may log in by SSO or assume a role. Keys that are given go before it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(AwsProfileCompleter))]
    public string? ProfileName { get; set; }

    /// <summary>The access key's id; together with -SecretKey.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? AccessKey { get; set; }

    /// <summary>The secret access key, as SecureString or as plain text.</summary>
    [Parameter]
    [SecretArgument]
    [ValidateNotNull]
    public SecureString? SecretKey { get; set; }

    /// <summary>The session token of temporary keys, as SecureString or as plain text.</summary>
    [Parameter]
    [SecretArgument]
    [ValidateNotNull]
    public SecureString? SessionToken { get; set; }

    /// <summary>Access key and secret key as user name and password, in place of -AccessKey and -SecretKey.</summary>
    [Parameter]
    [ValidateNotNull]
    public PSCredential? Credential { get; set; }

    /// <summary>The server, where it is not AWS: https://minio.example.com:9000. Otherwise the one that $env:AWS_ENDPOINT_URL_S3, $env:AWS_ENDPOINT_URL or the profile names, else AWS.</summary>
    [Parameter]
    [ValidateNotNull]
    public Uri? EndpointUrl { get; set; }

    /// <summary>Puts the bucket into the path of the URL instead of the host's name; most servers that are not AWS want that.</summary>
    [Parameter]
    public SwitchParameter ForcePathStyle { get; set; }

    /// <summary>How the server shall encrypt what is written; otherwise by the bucket's own rule.</summary>
    [Parameter]
    [ValidateSet("AES256", "aws:kms", "aws:kms:dsse")]
    public string? ServerSideEncryption { get; set; }

    /// <summary>The key for an encryption by KMS; otherwise the account's own.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? KmsKeyId { get; set; }

    /// <summary>The storage class of what is written, for example STANDARD_IA; otherwise the bucket's own.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? StorageClass { get; set; }

    /// <inheritdoc/>
    protected override HelmReleaseBackend Describe()
    {
        if (Credential is not null && (AccessKey is not null || SecretKey is not null))
        {
            throw new ReleaseManagerException(
                "BackendOptionsWrong",
                ErrorKind.Usage,
                "A credential and an access key were given; only one of them can be used."
            )
            {
                Advice = "Give -Credential, or -AccessKey with -SecretKey.",
            };
        }

        var backend = new S3HelmReleaseBackend(Bucket, Path.Trim('/'))
        {
            Region = Region,
            ProfileName = ProfileName,
            AccessKey = Credential?.UserName ?? AccessKey,
            SecretKey = (Credential?.Password ?? SecretKey)?.Copy(),
            SessionToken = SessionToken?.Copy(),
            EndpointUrl = EndpointUrl,
            ForcePathStyle = ForcePathStyle,
            ServerSideEncryption = ServerSideEncryption,
            KmsKeyId = KmsKeyId,
            StorageClass = StorageClass,
        };

        // Refuses here, where it was typed, what cannot be meant.
        using var refused = new S3Backend(backend.Options(), TimeProvider.System);
        return backend;
    }
}
