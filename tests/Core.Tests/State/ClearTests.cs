using ReleaseManager.Contracts;
using ReleaseManager.Contracts.Backends;
using ReleaseManager.Core.Backends;
using ReleaseManager.Core.State;
using Xunit;

namespace ReleaseManager.Core.Tests.State;

public sealed class ClearTests
{
    private readonly StoppedClock _clock = new(Sample.Noon);
    private readonly MemoryBackend _backend = new();

    private ReleaseState State => ReleaseState.At(_backend, _clock);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Clear_removes_the_state_and_nothing_else()
    {
        await FillAsync();
        string[] foreign =
        [
            "a.txt",
            "records/note",
            "records/ABCD",
            "snapshots/1.json",
            "snapshots/00000001.bak",
            "x/y/z",
        ];
        foreach (var name in foreign)
        {
            _backend.Put(name, "not ours"u8);
        }

        var files = _backend.Names.Count - foreign.Length;
        var result = await State.ClearAsync(new ClearOptions(), null, Stop);
        Assert.Equal(foreign.Order(StringComparer.Ordinal), _backend.Names);
        Assert.Equal(foreign.Order(StringComparer.Ordinal), result.Foreign);
        Assert.Equal((true, 1, 2, files), (result.Removed, result.Snapshots, result.Records, result.Files));
        Assert.Null(await State.ReadHeaderAsync(Stop));
    }

    [Fact]
    public async Task Asked_only_what_would_go_it_removes_nothing()
    {
        await FillAsync();
        var before = _backend.Names;
        var result = await State.ClearAsync(new ClearOptions { PlanOnly = true }, null, Stop);
        Assert.Equal((false, before.Count), (result.Removed, result.Files));
        Assert.Equal(before, _backend.Names);
    }

    [Fact]
    public async Task A_path_without_a_state_is_left_as_it_is()
    {
        _backend.Put("a.txt", "not ours"u8);
        var result = await State.ClearAsync(new ClearOptions(), null, Stop);
        Assert.Equal((false, 0), (result.Removed, result.Files));
        Assert.Equal(["a.txt"], _backend.Names);
    }

    [Fact]
    public async Task A_state_with_a_living_owner_is_refused()
    {
        await FillAsync();
        await State.NoteCheckAsync(
            new ManagerNote
            {
                LastCheck = _clock.GetUtcNow(),
                Cluster = Sample.Blue,
                Writer = "test",
                Release = "rm",
                Namespace = "ops",
            },
            Stop
        );
        var error = await Assert.ThrowsAsync<StateException>(() => State.ClearAsync(new ClearOptions(), null, Stop));
        Assert.Equal("StateOwnedByManager", error.ErrorId);
        Assert.NotNull(await State.FindAsync(SnapshotSelector.Latest, Stop));

        _clock.Advance(TimeSpan.FromMinutes(15));
        Assert.True((await State.ClearAsync(new ClearOptions(), null, Stop)).Removed);
    }

    [Fact]
    public async Task A_damaged_state_can_be_cleared()
    {
        await FillAsync();
        _backend.Put("releasemanager.json", "?"u8);
        _backend.Put("manager.json", "?"u8);
        await State.ClearAsync(new ClearOptions(), null, Stop);
        Assert.Empty(_backend.Names);
    }

    [Fact]
    public async Task A_local_folder_is_gone_after_its_state()
    {
        using var folder = new TemporaryFolder();
        var state = ReleaseState.At(new LocalBackend(folder.Below("state")));
        await Sample.ExportAsync(state, Sample.Draft(await Sample.SaveAsync(state, "web", stop: Stop)), stop: Stop);
        await state.ClearAsync(new ClearOptions(), null, Stop);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    private async Task FillAsync()
    {
        var web = await Sample.SaveAsync(State, "web", stop: Stop);
        var api = await Sample.SaveAsync(State, "api", 1, "back", Stop);
        await Sample.ExportAsync(State, Sample.Draft(web, api), stop: Stop);
    }
}
