using System.CommandLine;
using System.CommandLine.Parsing;
using ReleaseManager.Core.Backends;
using ReleaseManager.Core.State;
using ReleaseManager.S3;

namespace ReleaseManager.Cli.Running;

/// <summary>The flags that say where a state is, how the place is reached and what opens the state.</summary>
internal sealed class PlaceFlags
{
    private readonly Option<string?> _path;
    private readonly Option<string?> _bucket;
    private readonly Option<string?> _region;
    private readonly Option<string?> _accessKey;
    private readonly Option<string?> _secretKey;
    private readonly Option<string?> _sessionToken;
    private readonly Option<string?> _profile;
    private readonly Option<string?> _endpoint;
    private readonly Option<bool> _pathStyle;
    private readonly Option<string?> _encryption;
    private readonly Option<string?> _kmsKey;
    private readonly Option<string?> _storageClass;
    private readonly KeyFlags _key;
    private readonly bool _isRead;

    private PlaceFlags(string prefix, Option<string?> path, KeyFlags key, bool isRead = false)
    {
        _isRead = isRead;
        _path = path;
        _key = key;
        _bucket = Text("bucket", "Name of the bucket (required for s3)", "name");
        _region = Text(
            "region",
            "Region of the bucket (else that of the profile or of the environment, else us-east-1)",
            "region"
        );
        _accessKey = Text(
            "accessKeyID",
            "Id of the access key (else $AWS_ACCESS_KEY_ID, and wherever AWS programs look)",
            "id",
            "access-key-id"
        );
        _secretKey = Text(
            "secretAccessKey",
            "Secret access key; others may see it here: better in $AWS_SECRET_ACCESS_KEY",
            "key",
            "secret-access-key"
        );
        _sessionToken = Text(
            "sessionToken",
            "Session token of temporary keys; better in $AWS_SESSION_TOKEN",
            "token",
            "session-token"
        );
        _profile = Text("profile", "Profile of the shared AWS configuration", "name");
        _endpoint = Text(
            "endpoint-url",
            "The server, where it is not AWS (else $AWS_ENDPOINT_URL_S3, or that of the profile)",
            "url"
        );
        _endpoint.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } url && !Uri.TryCreate(url, UriKind.Absolute, out _))
            {
                result.AddError($"{_endpoint.Name} takes the URL of a server, as https://minio.example.com:9000.");
            }
        });
        _pathStyle = Flags.Switch(
            $"--{prefix}force-path-style",
            "Put the bucket into the path of the URL, as most servers that are not AWS want it"
        );
        _encryption = Text(
            "server-side-encryption",
            "How the server shall encrypt what is written (else by the bucket's own rule)",
            "AES256|aws:kms|aws:kms:dsse"
        );
        _kmsKey = Text("kms-key-id", "Key for an encryption by KMS", "id");
        _storageClass = Text("storage-class", "Storage class of what is written, as STANDARD_IA", "class");

        Option<string?> Text(string name, string description, string helpName, params string[] aliases) =>
            Flags.Text($"--{prefix}{name}", description, helpName, [.. aliases.Select(alias => $"--{prefix}{alias}")]);
    }

    /// <summary>Where the state is that a command works on.</summary>
    public static PlaceFlags Own { get; } =
        new("", GlobalOptions.Path, new KeyFlags("", "that opens the state", StateKeyFile.Variable));

    /// <summary>Where a copy is written to.</summary>
    public static PlaceFlags Copy { get; } =
        new(
            "to-",
            Flags.Text("--to-path", "Where the copy is to be (required)", "folder"),
            new KeyFlags("to-", "that opens the copy", StateKeyFile.CopyVariable)
        );

    /// <summary>Where the state on the right of a comparison is; only read, so what a bucket does on writing is not asked.</summary>
    public static PlaceFlags Difference { get; } =
        new(
            "difference-",
            Flags.Text("--difference-path", "Where the state on the right is (required with --difference)", "folder"),
            new KeyFlags("difference-", "that opens the state on the right", StateKeyFile.DifferenceVariable),
            isRead: true
        );

    /// <summary>The path.</summary>
    public Option Path => _path;

    /// <summary>What every kind of place takes.</summary>
    public IReadOnlyList<Option> Key => _key.All;

    /// <summary>What credentials are found by: a profile, or the parts of a key.</summary>
    public IReadOnlyList<IReadOnlyList<Option>> Credentials =>
        [
            [_profile],
            [_accessKey, _secretKey, _sessionToken],
        ];

    /// <summary>What a bucket takes.</summary>
    public IReadOnlyList<Option> Bucket =>
        [
            _bucket,
            _region,
            _accessKey,
            _secretKey,
            _sessionToken,
            _profile,
            _endpoint,
            _pathStyle,
            .. _isRead ? [] : (Option[])[_encryption, _kmsKey, _storageClass],
        ];

    /// <summary>Whether the flags say where a state is.</summary>
    public bool IsNamed(CommandResult result) => IsGiven(result, _path) || IsGiven(result, _bucket);

    /// <summary>Says what is missing, or too much.</summary>
    public void Validate(CommandResult result, PlaceKind kind)
    {
        if (IsMissing(result, _path))
        {
            result.AddError(
                kind is PlaceKind.Local
                    ? $"{_path.Name} is missing: it says in which folder the saved state is."
                    : $"{_path.Name} is missing: it says under which prefix of the bucket the saved state is."
            );
        }

        if (kind is PlaceKind.S3 && IsMissing(result, _bucket))
        {
            result.AddError($"{_bucket.Name} is missing: it says in which bucket the saved state is.");
        }

        if (_key.Given(option => Flags.LacksValue(result, option) ? null : result.GetValue(option)) > 1)
        {
            result.AddError($"One key opens a state: give {_key.Names}.");
        }
    }

    private static bool IsGiven(CommandResult result, Option<string?> option) =>
        !Flags.LacksValue(result, option) && result.GetValue(option) is not null;

    private static bool IsMissing(CommandResult result, Option<string?> option) =>
        !Flags.LacksValue(result, option) && string.IsNullOrWhiteSpace(result.GetValue(option));

    /// <summary>The place; touches nothing yet.</summary>
    public IBackend Open(ParseResult parsed, PlaceKind kind) =>
        kind is PlaceKind.Local
            ? new LocalBackend(System.IO.Path.GetFullPath(parsed.GetRequiredValue(_path)!))
            : new S3Backend(Options(parsed), TimeProvider.System);

    /// <summary>How a bucket is reached; it may not be named yet.</summary>
    public S3BackendOptions Options(ParseResult parsed) =>
        new()
        {
            Bucket = parsed.GetValue(_bucket) ?? "",
            Path = parsed.GetValue(_path) ?? "",
            Region = parsed.GetValue(_region),
            ProfileName = parsed.GetValue(_profile),
            AccessKey = parsed.GetValue(_accessKey),
            SecretKey = parsed.GetValue(_secretKey),
            SessionToken = parsed.GetValue(_sessionToken),
            EndpointUrl = parsed.GetValue(_endpoint) is { } endpoint ? new Uri(endpoint) : null,
            ForcePathStyle = parsed.GetValue(_pathStyle),
            ServerSideEncryption = parsed.GetValue(_encryption),
            KmsKeyId = parsed.GetValue(_kmsKey),
            StorageClass = parsed.GetValue(_storageClass),
        };

    /// <summary>What opens the state; null for one that is not encrypted.</summary>
    public StateKey? ReadKey(ParseResult parsed) => _key.Read(parsed);
}
