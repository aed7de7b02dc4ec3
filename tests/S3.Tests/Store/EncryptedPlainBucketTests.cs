using ReleaseManager.Core.Backends;

namespace ReleaseManager.S3.Tests.Store;

/// <summary>The whole contract, encrypted in a bucket that honours the conditions of writes.</summary>
public sealed class EncryptedPlainBucketTests(StoreFixture fixture) : StoreContract(fixture, StoreFixture.PlainBucket)
{
    private readonly ValueCipher _cipher = new(new byte[32]);

    protected override IBackend Open() => new EncryptedBackend(base.Open(), _cipher);
}
