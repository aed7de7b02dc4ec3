using ReleaseManager.Contracts.Backends;
using ReleaseManager.Core.State;
using Xunit;

namespace ReleaseManager.Core.Tests.State;

public sealed class VerifyTests
{
    private readonly MemoryBackend _backend = new();

    private ReleaseState State => ReleaseState.At(_backend);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_whole_state_is_valid_and_counted()
    {
        await FillAsync();
        var result = await State.VerifyAsync(null, Stop);
        Assert.True(result.IsValid, string.Join('\n', result.Problems));
        Assert.Equal((2, 3, 3, 1), (result.Snapshots, result.Listings, result.Records, result.Resources));
        Assert.Equal((1, 0, 0), (result.Undecodable, result.Unreferenced.Count, result.Foreign.Count));
        Assert.Equal(_backend.Names.Sum(name => _backend.Get(name).Length), result.Bytes);
    }

    [Fact]
    public async Task A_flipped_bit_anywhere_is_found_and_its_file_is_named()
    {
        await FillAsync();
        var unseen = new List<string>();
        foreach (var name in _backend.Names)
        {
            var bytes = _backend.Get(name);
            // Every bit where formats have bits that mean nothing (headers, the end of deflate), every 13th elsewhere.
            const int edge = 28 * 8;
            for (var bit = 0; bit < bytes.Length * 8; bit += bit < edge || bit > (bytes.Length * 8) - edge ? 1 : 13)
            {
                var damaged = (byte[])bytes.Clone();
                damaged[bit / 8] ^= (byte)(1 << (bit % 8));
                _backend.Put(name, damaged);
                var result = await State.VerifyAsync(null, Stop);
                if (result.IsValid)
                {
                    unseen.Add($"{name} bit {bit} of {bytes.Length * 8}");
                }
                else
                {
                    Assert.Equal(name, Assert.Single(result.Problems).File);
                }
            }

            _backend.Put(name, bytes);
        }

        Assert.Empty(unseen);
        Assert.True((await State.VerifyAsync(null, Stop)).IsValid);
    }

    [Fact]
    public async Task Damage_names_the_releases_and_snapshots_that_it_touches()
    {
        var web = await FillAsync();
        _backend.Put($"records/{web.Record}", "damaged"u8);
        var problem = Assert.Single((await State.VerifyAsync(null, Stop)).Problems);
        Assert.Equal(VerifyProblemKind.Damaged, problem.Kind);
        Assert.Equal(["shop/web v1"], problem.Releases);
        Assert.Equal([1, 2], problem.Snapshots);
    }

    [Fact]
    public async Task Every_file_that_something_refers_to_is_missed_when_it_is_gone()
    {
        await FillAsync();
        foreach (var name in _backend.Names.Where(name => name.Contains('/', StringComparison.Ordinal)))
        {
            if (name.StartsWith("snapshots/", StringComparison.Ordinal))
            {
                continue;
            }

            var bytes = _backend.Get(name);
            await _backend.DeleteAsync([name], Stop);
            var problem = Assert.Single((await State.VerifyAsync(null, Stop)).Problems);
            Assert.Equal((name, VerifyProblemKind.Missing), (problem.File, problem.Kind));
            _backend.Put(name, bytes);
        }

        await _backend.DeleteAsync(["releasemanager.json"], Stop);
        Assert.Equal("releasemanager.json", Assert.Single((await State.VerifyAsync(null, Stop)).Problems).File);
    }

    [Fact]
    public async Task What_nothing_refers_to_is_reported_and_no_error()
    {
        await FillAsync();
        var stray = await State.SaveRecordAsync("stray"u8.ToArray(), Stop);
        _backend.Put("notes/readme.txt", "not ours"u8);
        var result = await State.VerifyAsync(null, Stop);
        Assert.True(result.IsValid);
        Assert.Equal([$"records/{stray.Hash}"], result.Unreferenced);
        Assert.Equal(["notes/readme.txt"], result.Foreign);
    }

    [Fact]
    public async Task A_record_that_was_promised_readable_and_is_not_is_inconsistent()
    {
        var saved = await State.SaveRecordAsync("bm90IGpzb24="u8.ToArray(), Stop);
        var entry = Sample.Entry("web") with { Record = saved.Hash, Encoding = saved.Encoding, Size = saved.Size };
        await Sample.ExportAsync(State, Sample.Draft(entry), stop: Stop);
        Assert.Equal(
            VerifyProblemKind.Inconsistent,
            Assert.Single((await State.VerifyAsync(null, Stop)).Problems).Kind
        );
    }

    private async Task<ListingEntry> FillAsync()
    {
        var web = await Sample.SaveAsync(State, "web", stop: Stop);
        var api = await Sample.SaveAsync(State, "api", 1, "back", Stop);
        var saved = await State.SaveRecordAsync("hostile"u8.ToArray(), Stop);
        var hostile = Sample.Entry("hostile") with
        {
            Record = saved.Hash,
            Encoding = saved.Encoding,
            Size = saved.Size,
            Problem = "It is not base64.",
        };
        var crd = new CapturedResource(
            CapturedResource.Crd,
            "widgets.example.com",
            await State.SaveResourceAsync(Sample.Crd(), Stop)
        );
        await Sample.ExportAsync(State, Sample.Draft(web) with { Resources = [crd] }, stop: Stop);
        await Sample.ExportAsync(State, Sample.Draft(web, api, hostile) with { Resources = [crd] }, stop: Stop);
        await State.NoteCheckAsync(
            new ManagerNote
            {
                LastCheck = Sample.Noon,
                Cluster = Sample.Blue,
                Writer = "test",
            },
            Stop
        );
        return web;
    }
}
