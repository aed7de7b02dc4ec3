namespace ReleaseManager.S3.Tests;

/// <summary>A versioned bucket, where the store of the lab ignores the conditions of writes.</summary>
public sealed class VersionedBucketTests(StoreFixture fixture) : StoreContract(fixture, StoreFixture.VersionedBucket);
