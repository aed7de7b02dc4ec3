using Amazon.S3.Model;
using ReleaseManager.Lab;
using Xunit;

namespace ReleaseManager.S3.Tests.Store;

/// <summary>What holds of every bucket besides the contract: names of paths, and objects that others wrote.</summary>
public abstract class BucketContract(StoreFixture fixture, string bucket) : StoreContract(fixture, bucket)
{
    [Theory]
    [InlineData("/slashes/at/both/ends/", "slashes/at/both/ends")]
    [InlineData("état/grün/日本", "état/grün/日本")]
    [InlineData("two//slashes", "two//slashes")]
    [InlineData("a b/50%20/c+d&e=f?#", "a b/50%20/c+d&e=f?#")]
    public async Task A_path_may_hold_what_a_key_may_hold(string path, string clean)
    {
        var root = $"{Path}/{path}";
        var backend = OpenAt(root);
        Assert.True(await backend.CreateAsync("records/a", Bytes("content"), Stop));
        Assert.False(await OpenAt(root).CreateAsync("records/a", Bytes("other"), Stop));
        Assert.Equal(Bytes("content"), (await backend.ReadAsync("records/a", Stop))!.Bytes);
        Assert.Equal(["records/a"], await NamesOfAsync(backend));

        await backend.DeleteAsync(["records/a"], Stop);
        Assert.Empty(await NamesOfAsync(backend));
        Assert.EndsWith($"/{clean} at {Store.Endpoint.Authority}", backend.Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Paths_of_which_one_begins_with_the_other_do_not_see_each_other()
    {
        var (a, ab) = (OpenAt($"{Path}/a"), OpenAt($"{Path}/ab"));
        await a.CreateAsync("one", Bytes("of a"), Stop);
        await ab.CreateAsync("two", Bytes("of ab"), Stop);
        Assert.Equal(["one"], await NamesOfAsync(a));
        Assert.Equal(["two"], await NamesOfAsync(ab));

        await a.DeleteAsync(["one", "two"], Stop);
        Assert.Equal(["two"], await NamesOfAsync(ab));
    }

    [Fact]
    public async Task Foreign_objects_are_neither_listed_nor_touched()
    {
        using var owner = Store.OpenClient(StoreUser.Owner);
        string[] foreign = ["a note.txt", ".git/config", "folder/", "one/two/three/four/five", "ünïcode"];
        foreach (var key in foreign)
        {
            await owner.PutObjectAsync(
                new PutObjectRequest
                {
                    BucketName = Bucket,
                    Key = $"{Path}/{key}",
                    ContentBody = "x",
                },
                Stop
            );
        }

        await Open().CreateAsync("records/a", Bytes("x"), Stop);
        Assert.Equal(["records/a"], await NamesAsync());

        await Open().DeleteAsync(["records/a"], Stop);
        var left = await owner.ListObjectsV2Async(
            new ListObjectsV2Request { BucketName = Bucket, Prefix = $"{Path}/" },
            Stop
        );
        Assert.Equal(foreign.Length, left.S3Objects.Count);
    }

    [Fact]
    public async Task An_object_that_another_program_wrote_is_read_as_it_is()
    {
        using var owner = Store.OpenClient(StoreUser.Owner);
        await owner.PutObjectAsync(
            new PutObjectRequest
            {
                BucketName = Bucket,
                Key = $"{Path}/manager.json",
                ContentBody = "theirs",
            },
            Stop
        );
        var read = await Open().ReadAsync("manager.json", Stop);
        Assert.Equal(Bytes("theirs"), read!.Bytes);
        Assert.True(await Open().ReplaceAsync("manager.json", Bytes("ours"), read.Tag, Stop));
        Assert.Equal("ours", await TextAsync("manager.json"));
    }
}
