using System.Text;
using ReleaseManager.Contracts;
using ReleaseManager.Contracts.Backends;
using ReleaseManager.Core.State;
using Xunit;

namespace ReleaseManager.Core.Tests.State;

public sealed class ReleaseStateTests
{
    private readonly StoppedClock _clock = new(Sample.Noon);
    private readonly MemoryBackend _backend = new();

    private ReleaseState State => ReleaseState.At(_backend, _clock);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_path_without_a_state_has_nothing_and_says_so()
    {
        Assert.Null(await State.ReadHeaderAsync(Stop));
        Assert.Null(await State.FindAsync(SnapshotSelector.Latest, Stop));
        Assert.Empty(await State.ListSnapshotsAsync(Stop));
        await FailsAsync("StateNotFound", () => State.RequireAsync(SnapshotSelector.Latest, Stop));
        await FailsAsync("StateNotFound", () => State.VerifyAsync(null, Stop));
        Assert.Empty(_backend.Names);
    }

    [Fact]
    public async Task What_was_saved_is_read_back()
    {
        var web = await Sample.SaveAsync(State, "web", 2, stop: Stop);
        var api = await Sample.SaveAsync(State, "api", 1, "back", Stop);
        var outcome = await Sample.ExportAsync(State, Sample.Draft(web, api), stop: Stop);

        Assert.Equal(CommitStatus.Written, outcome.Status);
        var snapshot = await State.RequireAsync(SnapshotSelector.Latest, Stop);
        Assert.Equal((1, null, true, null), (snapshot.Sequence, snapshot.Parent, snapshot.EverWhole, snapshot.Suspect));
        Assert.Equal((2, 2), (snapshot.Releases, snapshot.Revisions));
        Assert.True(snapshot.Cluster.Matches(Sample.Blue));
        var entries = await State.ReadEntriesAsync(snapshot, Stop).ToListAsync(Stop);
        Assert.Equal(["back/api", "shop/web"], entries.Select(entry => $"{entry.Namespace}/{entry.Name}"));
        Assert.Equal(ListingCodec.Line(web), ListingCodec.Line(entries[1]));
        Assert.Equal(Sample.Value("web", 2), await State.ReadRecordAsync(entries[1], Stop));
        Assert.True((await State.VerifyAsync(null, Stop)).IsValid);
    }

    [Fact]
    public async Task An_unchanged_cluster_writes_no_snapshot_and_no_listing()
    {
        var web = await Sample.SaveAsync(State, "web", stop: Stop);
        await Sample.ExportAsync(State, Sample.Draft(web), stop: Stop);
        _clock.Advance(TimeSpan.FromHours(1));
        var counting = new FaultBackend(_backend);
        var state = ReleaseState.At(counting, _clock);
        var outcome = await Sample.ExportAsync(state, Sample.Draft(web with { Seen = _clock.GetUtcNow() }), stop: Stop);

        Assert.Equal((CommitStatus.Unchanged, 1), (outcome.Status, outcome.Snapshot.Sequence));
        Assert.Equal((0, 0), (outcome.ChangedRevisions, outcome.RemovedRevisions));
        Assert.Equal(0, counting.Count("Create"));
    }

    [Fact]
    public async Task A_change_counts_what_changed_and_what_is_gone()
    {
        var web = await Sample.SaveAsync(State, "web", stop: Stop);
        var old = await Sample.SaveAsync(State, "old", stop: Stop);
        await Sample.ExportAsync(State, Sample.Draft(web, old), stop: Stop);
        var next = await Sample.SaveAsync(State, "web", 2, stop: Stop);
        var draft = Sample.Draft(web with { Status = "superseded", ResourceVersion = "77" }, next);

        var plan = await State.PlanCommitAsync(draft, await State.ReadBaseAsync(Sample.Blue, false, Stop), Stop);
        Assert.Equal(CommitStatus.WouldWrite, plan.Status);
        Assert.Equal([1], await State.ListSnapshotsAsync(Stop));

        var outcome = await Sample.ExportAsync(State, draft, stop: Stop);
        Assert.Equal((2, 1), (outcome.ChangedRevisions, outcome.RemovedRevisions));
        Assert.Equal((2, 1), (outcome.Snapshot.Sequence, outcome.Snapshot.Parent));
    }

    [Theory]
    [InlineData("aGVsbG8=", SavedRecord.Base64)]
    [InlineData("aGVsbG9oZWxsbw==", SavedRecord.Base64)]
    [InlineData("aGVs\nbG8=", SavedRecord.Raw)]
    [InlineData("aGVsbG9=", SavedRecord.Raw)]
    [InlineData("aGVsbG8", SavedRecord.Raw)]
    [InlineData("no base64 at all", SavedRecord.Raw)]
    [InlineData("", SavedRecord.Raw)]
    public async Task A_value_comes_back_exactly_whatever_it_is(string text, string encoding)
    {
        var value = Encoding.UTF8.GetBytes(text);
        var saved = await State.SaveRecordAsync(value, Stop);
        Assert.Equal((encoding, value.LongLength, true), (saved.Encoding, saved.Size, saved.Written));
        Assert.False((await State.SaveRecordAsync(value, Stop)).Written);
        var entry = Sample.Entry("x") with { Record = saved.Hash, Encoding = saved.Encoding, Size = saved.Size };
        Assert.Equal(value, await State.ReadRecordAsync(entry, Stop));
    }

    [Fact]
    public async Task A_missing_or_damaged_record_is_named()
    {
        var web = await Sample.SaveAsync(State, "web", stop: Stop);
        await FailsAsync("RecordMissing", () => State.ReadRecordAsync(web with { Record = new string('0', 64) }, Stop));
        await FailsAsync("RecordDamaged", () => State.ReadRecordAsync(web with { Size = 3 }, Stop));
        await FailsAsync("RecordDamaged", () => State.ReadRecordAsync(web with { Encoding = "zstd" }, Stop));
        _backend.Put($"records/{web.Record}", "damaged"u8);
        var error = await FailsAsync("RecordDamaged", () => State.ReadRecordAsync(web, Stop));
        Assert.Equal($"records/{web.Record}", error.Target);
    }

    [Fact]
    public async Task A_resource_is_saved_without_what_the_server_filled_in()
    {
        var hash = await State.SaveResourceAsync(Sample.Crd(), Stop);
        var read = await State.ReadResourceAsync(hash, Stop);
        Assert.Equal(
            """{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"labels":{"a":"<2>","z":"1"},"name":"widgets.example.com"},"spec":{"group":"example.com","scope":"Namespaced"}}""",
            Encoding.UTF8.GetString(ResourceForm.Write(read))
        );
        Assert.Equal(hash, await State.SaveResourceAsync(read, Stop));
    }

    [Fact]
    public async Task The_newest_good_snapshot_is_the_latest()
    {
        await FillAsync(4);
        var emptied = await Sample.ExportAsync(State, Sample.Draft(), stop: Stop);
        Assert.Equal(2, emptied.Snapshot.Sequence);
        Assert.Equal(1, (await State.FindAsync(SnapshotSelector.Latest, Stop))!.Sequence);
        Assert.Equal(2, (await State.FindAsync(SnapshotSelector.NewestOfAll, Stop))!.Sequence);
        Assert.Equal(2, (await State.FindAsync(SnapshotSelector.Parse("2"), Stop))!.Sequence);
        Assert.Null(await State.FindAsync(SnapshotSelector.Parse("3"), Stop));
        await FailsAsync("SnapshotNotFound", () => State.RequireAsync(SnapshotSelector.Parse("3"), Stop));
    }

    [Fact]
    public async Task A_damaged_newest_snapshot_is_an_error_and_never_passed_over()
    {
        var entries = await FillAsync(2);
        await Sample.ExportAsync(
            State,
            Sample.Draft([.. entries, await Sample.SaveAsync(State, "new", stop: Stop)]),
            stop: Stop
        );
        _backend.Put("snapshots/00000002.json", "{}"u8);

        var error = await FailsAsync("SnapshotDamaged", () => State.FindAsync(SnapshotSelector.Latest, Stop));
        Assert.Equal("snapshots/00000002.json", error.Target);
        Assert.Equal(1, (await State.FindAsync(SnapshotSelector.Parse("1"), Stop))!.Sequence);
    }

    [Fact]
    public async Task A_damaged_newest_snapshot_does_not_stop_a_whole_export()
    {
        var entries = await FillAsync(2);
        await Sample.ExportAsync(
            State,
            Sample.Draft([.. entries, await Sample.SaveAsync(State, "new", stop: Stop)]),
            stop: Stop
        );
        _backend.Put("snapshots/00000002.json", "{}"u8);

        var part = Sample.Draft(entries[0]) with { Scope = new SnapshotScope { Names = [entries[0].Name] } };
        await FailsAsync("SnapshotDamaged", () => Sample.ExportAsync(State, part, stop: Stop));
        var whole = await Sample.ExportAsync(State, Sample.Draft(entries), stop: Stop);
        Assert.Equal((3, 1), (whole.Snapshot.Sequence, whole.Snapshot.Parent));
        Assert.Equal(3, (await State.FindAsync(SnapshotSelector.Latest, Stop))!.Sequence);
    }

    [Fact]
    public async Task Another_cluster_is_refused_unless_it_takes_the_path_over()
    {
        var entries = await FillAsync(2);
        var green = Sample.Draft(entries[0]) with { Cluster = Sample.Green };
        var error = await FailsAsync("StateBelongsToOtherCluster", () => Sample.ExportAsync(State, green, stop: Stop));
        Assert.Contains("-TakeOverPath", error.Advice!, StringComparison.Ordinal);

        var taken = await Sample.ExportAsync(State, green, takeOver: true, Stop);
        Assert.Equal((2, null, 1), (taken.Snapshot.Sequence, taken.Snapshot.Parent, taken.Snapshot.Releases));
        Assert.Null(taken.Snapshot.Suspect);
        await FailsAsync(
            "StateBelongsToOtherCluster",
            () => Sample.ExportAsync(State, Sample.Draft(entries), stop: Stop)
        );
        var again = await Sample.ExportAsync(State, green, stop: Stop);
        Assert.Equal(CommitStatus.Unchanged, again.Status);
    }

    [Fact]
    public async Task A_rebuilt_empty_cluster_that_takes_the_path_over_is_suspect()
    {
        await FillAsync(2);
        var green = Sample.Draft() with { Cluster = Sample.Green };
        var taken = await Sample.ExportAsync(State, green, takeOver: true, Stop);
        Assert.NotNull(taken.Snapshot.Suspect);
        Assert.Equal(1, (await State.FindAsync(SnapshotSelector.Latest, Stop))!.Sequence);
    }

    [Fact]
    public async Task A_newer_format_is_refused_and_both_versions_are_named()
    {
        var json = Encoding.UTF8.GetString(SealedJson.Write(Header("2"), StateJson.Plain.StateHeader));
        _backend.Put("releasemanager.json", Encoding.UTF8.GetBytes(json));
        var error = await FailsAsync("StateFormatUnknown", () => State.FindAsync(SnapshotSelector.Latest, Stop));
        Assert.Contains("'2'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'1'", error.Message, StringComparison.Ordinal);
        await FailsAsync("StateFormatUnknown", () => Sample.ExportAsync(State, Sample.Draft(), stop: Stop));
        await FailsAsync("StateFormatUnknown", () => State.ClearAsync(new ClearOptions(), null, Stop));
        await FailsAsync("StateFormatUnknown", () => State.VerifyAsync(null, Stop));
    }

    [Fact]
    public async Task Readers_tolerate_members_that_they_do_not_know()
    {
        await FillAsync(1);
        var text = Encoding.UTF8.GetString(SealedJson.Open(_backend.Get("snapshots/00000001.json"))!);
        var with = Encoding.UTF8.GetBytes(
            text.Replace("\"sequence\":1", "\"later\":{\"a\":[1]},\"sequence\":1", StringComparison.Ordinal)
        );
        _backend.Put("snapshots/00000001.json", Resealed(with));
        Assert.Equal(1, (await State.ReadSnapshotAsync(1, Stop)).Releases);
    }

    [Fact]
    public async Task A_snapshot_under_another_number_is_damaged()
    {
        await FillAsync(1);
        _backend.Put("snapshots/00000002.json", _backend.Get("snapshots/00000001.json"));
        await FailsAsync("SnapshotDamaged", () => State.ReadSnapshotAsync(2, Stop));
    }

    [Fact]
    public async Task Two_who_begin_a_state_get_the_same_one()
    {
        var other = ReleaseState.At(_backend, _clock);
        var faults = new FaultBackend(_backend)
        {
            Before = async call =>
            {
                if (call is { Verb: "Create", Name: "releasemanager.json" })
                {
                    await other.CreateHeaderAsync(Sample.Blue, Stop);
                }
            },
        };
        var header = await ReleaseState.At(faults, _clock).CreateHeaderAsync(Sample.Blue, Stop);
        Assert.Equal((await other.ReadHeaderAsync(Stop))!.StateId, header.StateId);
    }

    [Fact]
    public async Task A_check_is_noted_at_most_every_five_minutes()
    {
        Assert.True(await State.NoteCheckAsync(Note(), Stop));
        _clock.Advance(TimeSpan.FromMinutes(4));
        Assert.False(await State.NoteCheckAsync(Note(), Stop));
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(await State.NoteCheckAsync(Note(), Stop));
        Assert.Equal(_clock.GetUtcNow(), (await State.ReadManagerAsync(Stop))!.LastCheck);
    }

    [Fact]
    public async Task A_hand_run_check_does_not_push_a_living_owner_aside()
    {
        await State.NoteCheckAsync(Note() with { Release = "rm", Namespace = "ops" }, Stop);
        _clock.Advance(TimeSpan.FromMinutes(10));
        Assert.False(await State.NoteCheckAsync(Note(), Stop));
        _clock.Advance(TimeSpan.FromMinutes(10));
        Assert.True(await State.NoteCheckAsync(Note(), Stop));
    }

    [Fact]
    public async Task A_damaged_note_is_written_anew()
    {
        _backend.Put("manager.json", "?"u8);
        await FailsAsync("ManagerNoteDamaged", () => State.ReadManagerAsync(Stop));
        Assert.True(await State.NoteCheckAsync(Note(), Stop));
        Assert.NotNull(await State.ReadManagerAsync(Stop));
    }

    private ManagerNote Note() =>
        new()
        {
            LastCheck = _clock.GetUtcNow(),
            Cluster = Sample.Blue,
            Writer = "test",
        };

    private static StateHeader Header(string format) =>
        new()
        {
            Format = format,
            StateId = "id",
            Created = Sample.Noon,
            Cluster = Sample.Blue,
        };

    private static byte[] Resealed(byte[] json)
    {
        var checksum = ContentName.Of(json);
        return [.. json[..^1], .. Encoding.ASCII.GetBytes($",\"checksum\":\"{checksum}\"}}\n")];
    }

    private async Task<List<ListingEntry>> FillAsync(int count)
    {
        var entries = new List<ListingEntry>();
        for (var i = 0; i < count; i++)
        {
            entries.Add(await Sample.SaveAsync(State, $"app-{i}", stop: Stop));
        }

        await Sample.ExportAsync(State, Sample.Draft(entries), stop: Stop);
        return entries;
    }

    private static async Task<StateException> FailsAsync(string errorId, Func<Task> action)
    {
        var error = await Assert.ThrowsAsync<StateException>(action);
        Assert.Equal(errorId, error.ErrorId);
        Assert.False(string.IsNullOrEmpty(error.Advice));
        return error;
    }
}
