namespace ReleaseManager.S3.Tests;

/// <summary>A bucket without versions, where the store of the lab honours the conditions of writes.</summary>
public sealed class PlainBucketTests(StoreFixture fixture) : StoreContract(fixture, StoreFixture.PlainBucket);
