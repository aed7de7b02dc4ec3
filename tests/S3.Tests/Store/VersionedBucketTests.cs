using Amazon.S3.Model;
using ReleaseManager.Lab;
using Xunit;

namespace ReleaseManager.S3.Tests.Store;

/// <summary>A versioned bucket, where the store of the lab ignores the conditions of writes.</summary>
public sealed class VersionedBucketTests(StoreFixture fixture) : BucketContract(fixture, StoreFixture.VersionedBucket)
{
    [Fact]
    public async Task It_says_that_its_writes_are_not_exact_and_that_it_keeps_versions()
    {
        var guarantees = await Open().FindGuaranteesAsync(Stop);
        Assert.False(guarantees.ExactWrites);
        Assert.True(guarantees.KeepsVersions);
    }

    [Fact]
    public async Task A_writer_looks_first_and_writes_then()
    {
        var backend = OpenAt(Path);
        await backend.FindGuaranteesAsync(Stop);
        var (puts, heads) = (backend.Requests["PUT"], backend.Requests["HEAD"]);
        Assert.True(await backend.CreateAsync("manager.json", Bytes("one"), Stop));
        Assert.Equal((puts + 1, heads + 1), (backend.Requests["PUT"], backend.Requests["HEAD"]));

        Assert.False(await backend.CreateAsync("manager.json", Bytes("two"), Stop));
        Assert.False(await backend.ReplaceAsync("manager.json", Bytes("two"), "00000000", Stop));
        Assert.Equal((puts + 1, heads + 3), (backend.Requests["PUT"], backend.Requests["HEAD"]));
        Assert.Equal("one", await TextAsync("manager.json"));
    }

    [Fact]
    public async Task What_was_removed_stays_as_an_older_version()
    {
        await Open().CreateAsync("records/a", Bytes("kept"), Stop);
        await Open().DeleteAsync(["records/a"], Stop);
        Assert.Null(await Open().ReadAsync("records/a", Stop));

        using var owner = Store.OpenClient(StoreUser.Owner);
        var versions = await owner.ListVersionsAsync(
            new ListVersionsRequest { BucketName = StoreFixture.VersionedBucket, Prefix = $"{Path}/records/" },
            Stop
        );
        Assert.Equal(2, versions.Versions.Count);
        Assert.Single(versions.Versions, version => version.IsDeleteMarker is true);
    }
}
