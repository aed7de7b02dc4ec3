using ReleaseManager.Core.Backends;

namespace ReleaseManager.S3;

/// <summary>Where a backend is: a bucket, and a prefix in it. Turns names into keys and back.</summary>
internal sealed class S3Address
{
    private readonly string _prefix;

    public S3Address(S3BackendOptions options)
    {
        var path = options.Path.Trim('/');
        Bucket = options.Bucket;
        _prefix = $"{path}/";
        Server = options.EndpointUrl?.Authority;
        Location = Server is null ? $"s3://{Bucket}/{path}" : $"s3://{Bucket}/{path} at {Server}";
    }

    public string Bucket { get; }

    /// <summary>Host and port of a server that is not AWS; null for AWS.</summary>
    public string? Server { get; }

    /// <summary>In words for a message.</summary>
    public string Location { get; }

    /// <summary>The key of an item.</summary>
    public string KeyOf(string name) => _prefix + name;

    /// <summary>The name of the item of a key; null where the key belongs to nobody here.</summary>
    public string? NameOf(string key) =>
        key.StartsWith(_prefix, StringComparison.Ordinal) && BackendName.IsValid(key[_prefix.Length..])
            ? key[_prefix.Length..]
            : null;

    /// <summary>What the keys of all items under a folder begin with.</summary>
    public string Under(string folder) => folder.Length == 0 ? _prefix : $"{_prefix}{folder}/";
}
