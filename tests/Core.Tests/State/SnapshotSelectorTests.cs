using System.Globalization;
using ReleaseManager.Contracts.Backends;
using ReleaseManager.Core.State;
using Xunit;

namespace ReleaseManager.Core.Tests.State;

public sealed class SnapshotSelectorTests
{
    private readonly MemoryBackend _backend = new();

    private ReleaseState State => ReleaseState.At(_backend);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("newest")]
    [InlineData("1.5")]
    [InlineData("latest~")]
    [InlineData("latest~-1")]
    [InlineData("latest~x")]
    [InlineData("latest2")]
    [InlineData("11/01/2026 09:30:00")]
    [InlineData("2026-11")]
    [InlineData("2026-02-30")]
    [InlineData("2026-11-01T25:00")]
    [InlineData("2026-11-01T09:30:00+99:00")]
    public void A_selector_that_names_nothing_is_wrong_usage(string text) =>
        Assert.Equal(ErrorKind.Usage, Assert.Throws<ReleaseManagerException>(() => SnapshotSelector.Parse(text)).Kind);

    [Theory]
    [InlineData("7", "7")]
    [InlineData(" Latest ", "latest")]
    [InlineData("latest~0", "latest")]
    [InlineData("LATEST~12", "latest~12")]
    [InlineData("2026-11-01T09:30Z", "2026-11-01T09:30:00+00:00")]
    [InlineData("2026-11-01 09:30:15Z", "2026-11-01T09:30:15+00:00")]
    [InlineData("2026-11-01T09:30:15.1234567+02:00", "2026-11-01T09:30:15.1234567+02:00")]
    public void A_selector_reads_as_it_is_typed(string text, string read)
    {
        var selector = SnapshotSelector.Parse(text);
        Assert.Equal(read, selector.ToString());
        Assert.Equal(selector, SnapshotSelector.Parse(read));
    }

    [Theory]
    [InlineData("2026-11-01", "2026-11-01T00:00:00")]
    [InlineData("2026-06-01 09:30", "2026-06-01T09:30:00")]
    [InlineData("2026-11-01T09:30:15.5", "2026-11-01T09:30:15.5")]
    public void A_time_without_an_offset_is_local_and_a_date_alone_is_its_midnight(string text, string local)
    {
        var time = new DateTimeOffset(DateTime.Parse(local, CultureInfo.InvariantCulture));
        Assert.Equal(SnapshotSelector.AsOf(time), SnapshotSelector.Parse(text));
    }

    [Fact]
    public async Task Earlier_good_snapshots_are_counted_back_over_suspect_ones()
    {
        await FillAsync(5, suspect: [4, 2]);

        Assert.Equal(5, await FindAsync("latest"));
        Assert.Equal(3, await FindAsync("latest~1"));
        Assert.Equal(1, await FindAsync("latest~2"));
        Assert.Null(await State.FindAsync(SnapshotSelector.Parse("latest~3"), Stop));
        var error = await FailsAsync("SnapshotNotFound", "latest~3");
        Assert.Contains("3 snapshots are good", error.Message, StringComparison.Ordinal);
        Assert.Equal("latest~3", error.Target);
    }

    [Fact]
    public async Task A_time_means_the_last_good_snapshot_that_had_been_taken()
    {
        await FillAsync(5, suspect: [4]);

        Assert.Equal(5, await FindAsync("2030-01-01"));
        Assert.Equal(3, await FindAsync(At(4)));
        Assert.Equal(3, await FindAsync(At(3)));
        Assert.Equal(2, await FindAsync(SnapshotSelector.AsOf(Taken(3) - TimeSpan.FromTicks(1)).ToString()));
        Assert.Equal(1, await FindAsync(At(1)));
    }

    [Fact]
    public async Task A_time_in_whole_seconds_takes_in_its_second_as_lists_show_it()
    {
        var late = Sample.Noon.AddSeconds(7).AddMilliseconds(400);
        await AddAsync(1, Sample.Noon);
        await AddAsync(2, late);

        Assert.Equal(2, await FindAsync("2026-03-01T12:00:07Z"));
        Assert.Equal(1, await FindAsync("2026-03-01T12:00:07.3Z"));
        Assert.Equal(2, await FindAsync("2026-03-01T12:00:07.4Z"));
        Assert.Equal(2, await FindAsync("9999-12-31T23:59:59Z"));
    }

    [Fact]
    public async Task A_snapshot_that_a_slow_clock_dated_back_hides_none_with_a_lower_number()
    {
        await AddAsync(1, Taken(1));
        await AddAsync(2, Taken(9));
        await AddAsync(3, Taken(3));

        Assert.Equal(3, await FindAsync(At(5)));
        Assert.Equal(1, await FindAsync(At(2)));
        Assert.Equal(3, await FindAsync(At(9)));
    }

    [Fact]
    public async Task A_time_before_the_first_snapshot_is_an_error_that_names_the_oldest()
    {
        await FillAsync(4, suspect: [1]);

        var error = await FailsAsync("SnapshotNotFound", At(1));
        Assert.Contains("the oldest is 2 of 2026-03-01 14:00:00Z", error.Message, StringComparison.Ordinal);
        Assert.Contains(At(1), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_state_of_suspects_or_of_nothing_says_so_whatever_is_asked_for()
    {
        await State.CreateHeaderAsync(Sample.Blue, Stop);
        await FailsAsync("StateHasNoSnapshot", "latest~1");
        await FailsAsync("StateHasNoSnapshot", At(1));
        await FillAsync(2, suspect: [1, 2]);
        await FailsAsync("SnapshotsAllSuspect", "latest~1");
        Assert.Contains(
            "newest is 2",
            (await FailsAsync("SnapshotsAllSuspect", At(2))).Advice,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Damage_counts_where_it_would_have_to_be_looked_at_first()
    {
        await FillAsync(6);
        _backend.Put("snapshots/00000003.json", "{}"u8);

        Assert.Equal(4, await FindAsync("latest~2"));
        Assert.Equal(4, await FindAsync(At(4)));
        Assert.Equal("snapshots/00000003.json", (await FailsAsync("SnapshotDamaged", "latest~3")).Target);
        await FailsAsync("SnapshotDamaged", At(2));
    }

    [Theory]
    [InlineData("latest", 40, 1)]
    [InlineData("latest~3", 37, 4)]
    [InlineData("latest~25", 15, 32)]
    [InlineData("2026-03-03T00:00:00Z", 36, 16)]
    [InlineData("2026-03-01T17:00:00Z", 5, 40)]
    public async Task Only_what_may_be_needed_is_read(string text, int found, int reads)
    {
        await FillAsync(40);
        var counting = new FaultBackend(_backend);

        var snapshot = await ReleaseState.At(counting).RequireAsync(SnapshotSelector.Parse(text), Stop);

        Assert.Equal((found, reads), (snapshot.Sequence, counting.Calls.Count(IsOfSnapshot)));
    }

    [Fact]
    public async Task Snapshots_that_may_all_be_needed_are_read_sixteen_at_a_time()
    {
        await FillAsync(40, suspect: [.. Enumerable.Range(24, 17)]);
        var counting = new FaultBackend(_backend);
        var waiting = 0;
        var full = new TaskCompletionSource();
        counting.Before = async call =>
        {
            // The newest comes alone; of the others none is answered before the sixteenth is asked for.
            if (IsOfSnapshot(call) && !call.Name.EndsWith("40.json", StringComparison.Ordinal))
            {
                if (Interlocked.Increment(ref waiting) == 16)
                {
                    full.SetResult();
                }

                await full.Task.WaitAsync(TimeSpan.FromMinutes(1), Stop);
            }
        };

        var snapshot = await ReleaseState.At(counting).RequireAsync(SnapshotSelector.Latest, Stop);

        Assert.Equal((23, 33), (snapshot.Sequence, counting.Calls.Count(IsOfSnapshot)));
    }

    private static DateTimeOffset Taken(int hour) => Sample.Noon.AddHours(hour);

    private static string At(int hour) => SnapshotSelector.AsOf(Taken(hour)).ToString();

    private async Task FillAsync(int count, params IReadOnlyList<int> suspect)
    {
        for (var sequence = 1; sequence <= count; sequence++)
        {
            await AddAsync(sequence, Taken(sequence), suspect.Contains(sequence));
        }
    }

    private async Task AddAsync(int sequence, DateTimeOffset time, bool isSuspect = false)
    {
        await State.CreateHeaderAsync(Sample.Blue, Stop);
        var snapshot = new Snapshot
        {
            Sequence = sequence,
            Time = time,
            Cluster = Sample.Blue,
            KubernetesVersion = "v1.33.1",
            Writer = "releasemanager/test",
            Scope = SnapshotScope.Everything,
            Namespaces = new Dictionary<string, NamespaceListing>(StringComparer.Ordinal),
            Resources = [],
            Suspect = isSuspect ? "half of it is gone" : null,
        };
        Assert.NotNull(await State.TryAppendAsync(snapshot, null, Stop));
    }

    private async Task<int> FindAsync(string text) =>
        (await State.RequireAsync(SnapshotSelector.Parse(text), Stop)).Sequence;

    private async Task<StateException> FailsAsync(string errorId, string text)
    {
        var error = await Assert.ThrowsAsync<StateException>(() => FindAsync(text));
        Assert.Equal(errorId, error.ErrorId);
        return error;
    }

    private static bool IsOfSnapshot(BackendCall call) =>
        call.Verb == "Read" && call.Name.StartsWith("snapshots/", StringComparison.Ordinal);
}
