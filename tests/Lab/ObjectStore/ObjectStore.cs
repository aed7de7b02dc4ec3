using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace ReleaseManager.Lab;

/// <summary>
/// A real object store that speaks S3 (Ceph RadosGW) on loopback, all in memory, with two users. It honours the conditions of writes
/// in plain buckets and ignores them in versioned ones.
/// </summary>
public sealed class ObjectStore : IAsyncDisposable
{
    private readonly StoreFiles _files;
    private readonly StoreServers _servers;
    private readonly AmazonS3Client _owner;
    private StoreGateway? _gateway;

    private ObjectStore(StoreFiles files, StoreServers servers)
    {
        _files = files;
        _servers = servers;
        _owner = OpenClient(StoreUser.Owner);
    }

    /// <summary>Where clients reach it, by plain HTTP and with the bucket in the path.</summary>
    public Uri Endpoint => _files.Endpoint;

    /// <summary>Starts an empty store and makes its users.</summary>
    /// <param name="tools">Proof that the programs are there.</param>
    /// <param name="folder">Where configuration and logs go.</param>
    public static async Task<ObjectStore> StartAsync(StoreTools tools, string folder, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(tools);
        var files = new StoreFiles(folder);
        var store = new ObjectStore(files, await StoreServers.StartAsync(files, stop));
        try
        {
            // The first to come makes the pools: not both at once.
            await store.StartGatewayAsync(stop);
            await Task.WhenAll(store.AddAsync(StoreUser.Owner, stop), store.AddAsync(StoreUser.Guest, stop));
            return store;
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes an empty bucket of the owner.</summary>
    public async Task CreateBucketAsync(string name, bool versioned, CancellationToken stop)
    {
        await _owner.PutBucketAsync(new PutBucketRequest { BucketName = name }, stop);
        if (versioned)
        {
            await _owner.PutBucketVersioningAsync(
                new PutBucketVersioningRequest
                {
                    BucketName = name,
                    VersioningConfig = new S3BucketVersioningConfig { Status = VersionStatus.Enabled },
                },
                stop
            );
        }
    }

    /// <summary>Allows the guest certain actions (<c>s3:GetObject</c>) in a bucket and on all in it, and nothing else.</summary>
    public Task AllowGuestAsync(string bucket, IReadOnlyCollection<string> actions, CancellationToken stop)
    {
        var policy = $$"""
            {
              "Version": "2012-10-17",
              "Statement": [{
                "Effect": "Allow",
                "Principal": {"AWS": ["arn:aws:iam:::user/{{StoreUser.Guest.Name}}"]},
                "Action": [{{string.Join(',', actions.Select(action => $"\"{action}\""))}}],
                "Resource": ["arn:aws:s3:::{{bucket}}", "arn:aws:s3:::{{bucket}}/*"]
              }]
            }
            """;
        return _owner.PutBucketPolicyAsync(new PutBucketPolicyRequest { BucketName = bucket, Policy = policy }, stop);
    }

    /// <summary>A plain client of the SDK, to look at the store past the product.</summary>
    public AmazonS3Client OpenClient(StoreUser user)
    {
        ArgumentNullException.ThrowIfNull(user);
        return new AmazonS3Client(
            new BasicAWSCredentials(user.AccessKey, user.SecretKey),
            new AmazonS3Config
            {
                ServiceURL = Endpoint.OriginalString,
                AuthenticationRegion = "us-east-1",
                ForcePathStyle = true,
                RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
                ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            }
        );
    }

    /// <summary>Kills the gateway: nobody listens until it is started again. What is stored stays.</summary>
    public async Task KillGatewayAsync()
    {
        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
            _gateway = null;
        }
    }

    /// <summary>Starts the gateway, if it does not run.</summary>
    public async Task StartGatewayAsync(CancellationToken stop) =>
        _gateway ??= await StoreGateway.StartAsync(_files, stop);

    /// <summary>Holds the gateway still (SIGSTOP): it takes connections and answers nothing.</summary>
    public void Freeze() => _gateway?.Freeze();

    /// <summary>Lets a frozen gateway go on.</summary>
    public void Thaw() => _gateway?.Thaw();

    public async ValueTask DisposeAsync()
    {
        _owner.Dispose();
        await KillGatewayAsync();
        await _servers.DisposeAsync();
    }

    private Task<string> AddAsync(StoreUser user, CancellationToken stop) =>
        new CephCli(StoreTools.GatewayAdmin, _files).RunAsync(
            stop,
            "-n",
            "client.rgw",
            "user",
            "create",
            $"--uid={user.Name}",
            $"--display-name={user.Name}",
            $"--access-key={user.AccessKey}",
            $"--secret-key={user.SecretKey}"
        );
}
