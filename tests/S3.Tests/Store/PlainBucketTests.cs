using System.Text;
using Xunit;

namespace ReleaseManager.S3.Tests.Store;

/// <summary>A bucket without versions, where the store of the lab honours the conditions of writes.</summary>
public sealed class PlainBucketTests(StoreFixture fixture) : BucketContract(fixture, StoreFixture.PlainBucket)
{
    [Fact]
    public async Task It_writes_exactly_and_keeps_no_versions()
    {
        var guarantees = await Open().FindGuaranteesAsync(Stop);
        Assert.True(guarantees.ExactWrites);
        Assert.False(guarantees.KeepsVersions);
    }

    [Fact]
    public async Task Of_20_who_create_the_same_item_exactly_one_wins_in_20_rounds()
    {
        var writers = Enumerable.Range(0, 20).Select(_ => OpenAt(Path)).ToList();
        await Task.WhenAll(writers.Select(writer => writer.FindGuaranteesAsync(Stop)));
        for (var round = 0; round < 20; round++)
        {
            var name = $"snapshots/{round:D8}.json";
            var won = await Task.WhenAll(
                writers.Select((writer, who) => writer.CreateAsync(name, Bytes($"writer {who}"), Stop))
            );
            var winner = Assert.Single(won.Index(), one => one.Item).Index;
            Assert.Equal($"writer {winner}", await TextAsync(name));
        }
    }

    [Fact]
    public async Task A_call_costs_the_requests_that_it_needs_and_no_more()
    {
        var backend = OpenAt(Path);
        var counts = backend.Requests;
        await backend.FindGuaranteesAsync(Stop);
        Assert.Equal((3, 1, 1, 5), (counts["PUT"], counts["DELETE"], counts["VERSIONING"], counts.Total));

        Assert.True(await backend.CreateAsync("manager.json", Bytes("one"), Stop));
        Assert.Equal((4, 6), (counts["PUT"], counts.Total));

        var tag = (await backend.ReadAsync("manager.json", Stop))!.Tag;
        Assert.Equal((1, 7), (counts["GET"], counts.Total));

        Assert.True(await backend.ReplaceAsync("manager.json", Bytes("two"), tag, Stop));
        Assert.Equal((5, 8), (counts["PUT"], counts.Total));

        // Who loses looks whether it was beaten by itself.
        Assert.False(await backend.CreateAsync("manager.json", Bytes("three"), Stop));
        Assert.Equal((6, 1, 10), (counts["PUT"], counts["HEAD"], counts.Total));
    }

    [Fact]
    public async Task The_place_is_probed_once_however_many_write_at_the_same_time()
    {
        var backend = OpenAt(Path);
        await Task.WhenAll(Enumerable.Range(0, 30).Select(i => backend.CreateAsync($"records/{i}", Bytes("x"), Stop)));
        Assert.Equal(1, backend.Requests["VERSIONING"]);
        Assert.Equal(3 + 30, backend.Requests["PUT"]);
    }

    [Fact]
    public async Task Who_reads_lists_and_removes_never_probes()
    {
        await Open().CreateAsync("records/a", Bytes("x"), Stop);
        var backend = OpenAt(Path);
        Assert.NotNull(await backend.ReadAsync("records/a", Stop));
        Assert.Equal(["records/a"], await NamesOfAsync(backend));
        await backend.DeleteAsync(["records/a"], Stop);
        Assert.Equal((1, 1, 1), (backend.Requests["GET"], backend.Requests["LIST"], backend.Requests["DELETE-BATCH"]));
        Assert.Equal(3, backend.Requests.Total);
    }

    [Fact]
    public async Task A_list_and_a_deletion_take_a_request_for_each_1000_items()
    {
        var names = Enumerable.Range(0, 2_100).Select(i => $"records/{i:D5}").ToList();
        var backend = OpenAt(Path);
        await Task.WhenAll(names.Select(name => backend.CreateAsync(name, Encoding.UTF8.GetBytes(name), Stop)));
        Assert.Equal(names, await NamesOfAsync(backend));
        Assert.Equal(3, backend.Requests["LIST"]);

        await backend.DeleteAsync(names, Stop);
        Assert.Equal(3, backend.Requests["DELETE-BATCH"]);
        Assert.Empty(await NamesOfAsync(backend));
    }
}
