using System.Globalization;
using System.Text;
using ReleaseManager.Contracts;
using ReleaseManager.Contracts.Backends;
using ReleaseManager.Core.Releases;
using ReleaseManager.Core.State;
using ReleaseManager.Core.State.Original;
using Xunit;

namespace ReleaseManager.Core.Tests.State.Original;

public sealed class OriginalLayoutTests
{
    private readonly StoppedClock _clock = new(Sample.Noon);
    private readonly MemoryBackend _backend;
    private readonly OriginalLayoutWriter _writer;

    public OriginalLayoutTests()
    {
        _backend = new MemoryBackend(_clock);
        _writer = new OriginalLayoutWriter((name, json) => _backend.Put(name, json));
    }

    private ReleaseState State => ReleaseState.At(_backend, _clock);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_the_original_tool_saved_reads_as_one_snapshot()
    {
        Save(new("shop", "web", 1) { Status = "superseded" });
        Save(new("shop", "web", 2) { LastDeployed = "2021-05-07T07:08:42.1Z" });
        Save(new("back", "api", 1));

        Assert.Equal([1], await State.ListSnapshotsAsync(Stop));
        var snapshot = await State.RequireAsync(SnapshotSelector.Latest, Stop);
        Assert.Equal(
            (1, null, false, null),
            (snapshot.Sequence, snapshot.Parent, snapshot.EverWhole, snapshot.Suspect)
        );
        Assert.Equal((2, 3, Sample.Noon), (snapshot.Releases, snapshot.Revisions, snapshot.Time));
        var entries = await EntriesAsync();
        Assert.Equal(["back/api v1", "shop/web v1", "shop/web v2"], entries.Select(Name));
        var web = entries[2];
        Assert.Equal(("deployed", "plain", "1.2.3", "9"), (web.Status, web.Chart, web.ChartVersion, web.AppVersion));
        Assert.Equal(("2021-05-07T07:08:42.1Z", Sample.Noon), (web.Updated, web.Seen));
        Assert.Equal(("secret", "helm.sh/release.v1", null), (web.Driver, web.Type, web.Problem));
        Assert.Equal("sh.helm.release.v1.web.v2", web.ObjectName);
        Assert.Equal(
            "name=web owner=helm status=deployed version=2",
            string.Join(' ', web.Labels.OrderBy(label => label.Key).Select(label => $"{label.Key}={label.Value}"))
        );
    }

    [Fact]
    public async Task A_record_holds_the_file_byte_by_byte_as_Helm_would_have_stored_it()
    {
        var release = new SavedJson("shop", "web", 1);
        Save(release);

        var value = await State.ReadRecordAsync(Assert.Single(await EntriesAsync()), Stop);

        Assert.Equal(RecordCodec.Encode(release.Bytes), value);
        Assert.Equal(release.Bytes, RecordCodec.Decode(value, DecodeLimits.Default));
    }

    [Fact]
    public async Task It_verifies_as_a_state_does_and_tells_what_was_recovered()
    {
        Save(new("shop", "web", 1));
        Save(new("shop", "web", 2) { LastDeployed = "2021-05-07T07:08:42Z" });
        _backend.Put("notes.txt", "by hand"u8);

        var result = await State.VerifyAsync(null, Stop);

        Assert.True(result.IsValid, string.Join('\n', result.Problems));
        Assert.Equal((1, 1, 2), (result.Snapshots, result.Listings, result.Records));
        Assert.Equal(["notes.txt"], result.Foreign);
        Assert.Contains("memory", result.Notes[0], StringComparison.Ordinal);
        Assert.Equal("shop/web: recovered revisions 1-2", Assert.Single(result.Notes.Skip(1)));
    }

    [Fact]
    public async Task Missing_revisions_are_named_and_are_no_damage()
    {
        foreach (var revision in (int[])[3, 4, 7, 9])
        {
            Save(new("shop", "web", revision));
        }

        var web = await OnlyReleaseAsync();

        Assert.Equal([3, 4, 7, 9], web.Revisions);
        var loss = Assert.Single(web.Losses);
        Assert.StartsWith("missing: revisions 1-2, 5-6, 8;", loss, StringComparison.Ordinal);
        Assert.True((await State.VerifyAsync(null, Stop)).IsValid);
    }

    [Fact]
    public async Task A_hostile_revision_number_costs_nothing()
    {
        Save(new("shop", "web", int.MaxValue));

        var loss = Assert.Single((await OnlyReleaseAsync()).Losses);
        Assert.StartsWith("missing: revisions 1-2147483646;", loss, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_several_files_for_one_revision_the_one_deployed_last_counts_and_the_others_are_named()
    {
        Save(new("shop", "web", 1) { LastDeployed = "2021-05-07T07:08:42Z", Status = "failed" });
        Save(new("shop", "web", 1) { LastDeployed = "2021-05-07T07:08:11Z" });

        Assert.Equal("failed", Assert.Single(await EntriesAsync()).Status);
        var loss = Assert.Single((await OnlyReleaseAsync()).Losses);
        Assert.Contains("web-1-42.release counts", loss, StringComparison.Ordinal);
        Assert.Contains("left out: web-1-11.release", loss, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Revisions_left_from_an_earlier_installation_are_not_taken_for_newer_ones()
    {
        const string Earlier = "2021-01-01T00:00:01Z";
        const string Later = "2021-06-01T00:00:30Z";
        foreach (var revision in (int[])[1, 2, 3])
        {
            Save(new("shop", "web", revision) { FirstDeployed = Earlier, LastDeployed = Earlier });
        }

        Save(new("shop", "web", 1) { FirstDeployed = Later, LastDeployed = Later });

        Assert.Equal(Later, Assert.Single(await EntriesAsync()).Updated);
        var losses = (await OnlyReleaseAsync()).Losses;
        Assert.Contains(
            losses,
            loss => loss.Contains("revision 3 in web-3-1.release is left", StringComparison.Ordinal)
        );
        Assert.Contains(
            losses,
            loss => loss.Contains("revision 2 in web-2-1.release is left", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_history_that_a_later_installation_replaced_stays_whole()
    {
        Save(new("shop", "web", 1) { FirstDeployed = "2021-01-01T00:00:01Z", Status = "uninstalled" });
        Save(new("shop", "web", 2) { FirstDeployed = "2021-06-01T00:00:01Z" });

        Assert.Equal([1, 2], (await OnlyReleaseAsync()).Revisions);
        Assert.Empty((await OnlyReleaseAsync()).Losses);
    }

    [Fact]
    public async Task A_name_in_several_namespaces_is_told_since_its_files_collide()
    {
        Save(new("shop", "web", 1));
        var name = Save(new("back", "web", 1));
        Save(new("shop", "web", 2));
        Save(new("shop", "api", 1));

        Assert.Equal("web-1-9.release", name);
        var report = await ReportAsync();
        Assert.Equal(["back/web", "shop/api", "shop/web"], report.Releases.Select(one => one.ToString()));
        var web = report.LossesOf("shop", "web");
        Assert.Contains(web, loss => loss.StartsWith("missing: revision 1;", StringComparison.Ordinal));
        Assert.Contains(web, loss => loss.Contains("in the namespaces back, shop", StringComparison.Ordinal));
        Assert.Contains(report.LossesOf("back", "web"), loss => loss.Contains("back, shop", StringComparison.Ordinal));
        Assert.Empty(report.LossesOf("shop", "api"));
    }

    [Fact]
    public async Task A_file_under_another_name_is_read_and_named()
    {
        _backend.Put("wub-7-1.release", new SavedJson("shop", "web", 1).Bytes);

        Assert.Equal("shop/web v1", Name(Assert.Single(await EntriesAsync())));
        var loss = Assert.Single((await OnlyReleaseAsync()).Losses);
        Assert.Contains("wub-7-1.release", loss, StringComparison.Ordinal);
        Assert.Contains("web-1-9.release", loss, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_release_of_Helm_2_is_named_and_the_rest_is_read()
    {
        Save(new("shop", "web", 1));
        byte[] protobuf = [0x0a, 6, .. "legacy"u8, 0x12, 0x20, .. new byte[32]];
        _backend.Put("legacy-1-3.release", protobuf);

        var file = Assert.Single((await ReportAsync()).Unreadable);
        Assert.Equal(("legacy-1-3.release", "HelmTwoRecord"), (file.File, file.ErrorId));
        Assert.Equal("shop/web v1", Name(Assert.Single(await EntriesAsync())));
        var result = await State.VerifyAsync(null, Stop);
        var problem = Assert.Single(result.Problems);
        Assert.Equal(("legacy-1-3.release", VerifyProblemKind.Damaged), (problem.File, problem.Kind));
        Assert.Contains("Helm 2", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "RecordUnreadable")]
    [InlineData("{", "RecordUnreadable")]
    [InlineData("\n\n\n{}", "RecordUnreadable")]
    [InlineData("""{"name":"WEB","version":1,"namespace":"shop","info":{}}""", "RecordUnreadable")]
    [InlineData("""{"name":"web\n","version":1,"namespace":"shop","info":{}}""", "RecordUnreadable")]
    [InlineData("""{"name":"../web","version":1,"namespace":"shop","info":{}}""", "RecordUnreadable")]
    [InlineData("""{"name":"web","version":1,"namespace":"","info":{}}""", "RecordUnreadable")]
    [InlineData("""{"name":"web","version":1,"namespace":"a/b","info":{}}""", "RecordUnreadable")]
    [InlineData("""{"name":"web","version":0,"namespace":"shop","info":{}}""", "RecordUnreadable")]
    [InlineData("""{"name":"web","version":"1","namespace":"shop","info":{}}""", "RecordUnreadable")]
    public async Task A_file_that_holds_no_release_is_a_problem_of_its_own(string content, string errorId)
    {
        Save(new("shop", "api", 1));
        _backend.Put("web-1-2.release", Encoding.UTF8.GetBytes(content));

        var file = Assert.Single((await ReportAsync()).Unreadable);
        Assert.Equal(("web-1-2.release", errorId), (file.File, file.ErrorId));
        Assert.Equal("shop/api v1", Name(Assert.Single(await EntriesAsync())));
        Assert.False((await State.VerifyAsync(null, Stop)).IsValid);
    }

    [Fact]
    public async Task A_release_without_info_would_break_Helm_and_is_left_out()
    {
        Assert.Equal("web-1.release", Save(new("shop", "web", 1) { HasInfo = false }));

        var file = Assert.Single((await ReportAsync()).Unreadable);
        Assert.Equal("web-1.release", file.File);
        Assert.Contains("no info", file.Reason, StringComparison.Ordinal);
        Assert.Empty(await EntriesAsync());
    }

    [Fact]
    public async Task A_file_beyond_all_measure_is_not_read()
    {
        Save(new("shop", "api", 1));
        var deep = string.Concat(Enumerable.Repeat("[", 100_000));
        _backend.Put("deep-1-1.release", Encoding.UTF8.GetBytes($$"""{"config":{"a":{{deep}}"""));
        _backend.Put(
            "wide-1-1.release",
            Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Repeat('1', 1_100_000))}]")
        );
        _backend.Put("vast-1-1.release", new byte[(64 << 20) + 1]);
        Save(new("shop", "kinds", 1) { Manifest = string.Join("---\n", Enumerable.Range(0, 5_000).Select(Custom)) });
        Save(new("shop", "hooked", 1) { Hooks = $"[{string.Join(',', Enumerable.Repeat("{}", 300_000))}]" });

        var counting = new FaultBackend(_backend);
        var report = await ReleaseState.At(counting, _clock).FindOriginalReportAsync(Stop);

        Assert.Equal(
            ["deep-1-1.release", "kinds-1-9.release", "vast-1-1.release", "wide-1-1.release"],
            report!.Unreadable.Select(file => file.File).Order(StringComparer.Ordinal)
        );
        Assert.Equal(["shop/api", "shop/hooked"], report.Releases.Select(release => release.ToString()));
        Assert.DoesNotContain(counting.Calls, call => call is { Verb: "Read", Name: "vast-1-1.release" });
    }

    [Fact]
    public async Task Damage_anywhere_in_a_file_is_a_problem_of_that_file_or_harmless_and_never_a_crash()
    {
        Save(new("shop", "api", 1));
        var whole = new SavedJson("shop", "web", 1) { Files = Crds("widgets", "one") }.Bytes;
        var random = new Random(11);
        for (var number = 1; number <= 300; number++)
        {
            var damaged = whole[..(number % 3 == 0 ? random.Next(whole.Length) : whole.Length)];
            for (var hit = 0; damaged.Length > 0 && hit <= number % 5; hit++)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            _backend.Put($"web-{number}-1.release", damaged);
        }

        var result = await State.VerifyAsync(null, Stop);

        Assert.All(result.Problems, problem => Assert.EndsWith(".release", problem.File, StringComparison.Ordinal));
        Assert.InRange(result.Problems.Count, 100, 299);
        Assert.Contains("shop/api: recovered revision 1", result.Notes);
    }

    [Fact]
    public async Task What_does_not_fit_into_a_record_is_a_problem_of_its_file()
    {
        var noise = new byte[5 << 20];
        new Random(7).NextBytes(noise);
        Save(new("shop", "web", 1) { Manifest = Convert.ToBase64String(noise) });

        Assert.Equal("RecordTooLarge", Assert.Single((await ReportAsync()).Unreadable).ErrorId);
    }

    [Fact]
    public async Task The_tool_s_own_release_is_told()
    {
        var own = new SavedJson("ops", "rlsmgr", 4);
        Save(own);
        _writer.SaveManager(own.Bytes);
        Save(new("shop", "web", 1));

        var report = await ReportAsync();
        Assert.Contains(report.LossesOf("ops", "rlsmgr"), loss => loss.Contains("itself", StringComparison.Ordinal));
        Assert.Empty(report.LossesOf("shop", "web"));
        _backend.Put("rlsmgrstate.json", "{"u8);
        Assert.Equal("ManagerStateUnreadable", Assert.Single((await ReportAsync()).Unreadable).ErrorId);
    }

    [Fact]
    public async Task Definitions_in_the_charts_own_crds_are_recovered_as_the_highest_revision_deployed_last_has_them()
    {
        Save(new("shop", "old", 1) { Files = Crds("widgets", "one"), LastDeployed = "2021-01-01T00:00:01Z" });
        Save(new("shop", "web", 1) { Files = Crds("widgets", "two"), LastDeployed = "2021-02-01T00:00:02Z" });
        Save(new("shop", "web", 2) { Files = Crds("widgets", "three"), LastDeployed = "2021-03-01T00:00:03Z" });
        Save(new("shop", "api", 1) { Files = Crds("gadgets", "four"), LastDeployed = "2021-02-01T00:00:04Z" });

        var snapshot = await State.RequireAsync(SnapshotSelector.Latest, Stop);

        Assert.Equal(
            ["crd gadgets.example.com", "crd widgets.example.com"],
            snapshot.Resources.Select(one => $"{one.Kind} {one.Name}")
        );
        var widgets = await State.ReadResourceAsync(snapshot.Resources[1].Hash, Stop);
        Assert.Equal("three", (string?)widgets["metadata"]!["labels"]!["is"]);
        Assert.Equal(["crd:widgets.example.com"], (await EntriesAsync())[^1].Needs ?? []);
        Assert.True((await State.VerifyAsync(null, Stop)).IsValid);
    }

    [Theory]
    [InlineData("a: [")]
    [InlineData("apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: ../widgets\n")]
    public async Task Definitions_that_cannot_be_read_are_told(string definition)
    {
        var files = new Dictionary<string, string>(Crds("widgets", "one")) { ["crds/x.yaml"] = definition };
        Save(new("shop", "web", 1) { Files = files });

        Assert.Single((await State.RequireAsync(SnapshotSelector.Latest, Stop)).Resources);
        Assert.Contains("crds/", Assert.Single((await OnlyReleaseAsync()).Losses), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_state_of_the_current_format_counts_beside_the_old_files()
    {
        var web = await Sample.SaveAsync(State, "web", stop: Stop);
        await Sample.ExportAsync(State, Sample.Draft(web), stop: Stop);
        Save(new("shop", "old", 1));

        Assert.Equal("shop/web v1", Name(Assert.Single(await EntriesAsync())));
        Assert.Null(await State.FindOriginalReportAsync(Stop));
        var result = await State.VerifyAsync(null, Stop);
        Assert.True(result.IsValid);
        Assert.Empty(result.Notes);
        Assert.Equal(["old-1-9.release"], result.Foreign);
    }

    [Fact]
    public async Task A_state_that_lost_its_header_is_not_taken_for_the_old_layout()
    {
        var web = await Sample.SaveAsync(State, "web", stop: Stop);
        await Sample.ExportAsync(State, Sample.Draft(web), stop: Stop);
        await _backend.DeleteAsync(["releasemanager.json"], Stop);
        Save(new("shop", "old", 1));

        await FailsAsync("StateNotFound", () => State.RequireAsync(SnapshotSelector.Latest, Stop));
        Assert.Null(await State.FindOriginalReportAsync(Stop));
    }

    [Theory]
    [InlineData("notes.release")]
    [InlineData("old/web-1-2.release")]
    [InlineData("web-1-2.release.bak")]
    public async Task Files_of_other_names_are_no_old_layout(string name)
    {
        _backend.Put(name, new SavedJson("shop", "web", 1).Bytes);

        await FailsAsync("StateNotFound", () => State.RequireAsync(SnapshotSelector.Latest, Stop));
    }

    [Fact]
    public async Task The_old_layout_is_never_written()
    {
        Save(new("shop", "web", 1));
        var before = _backend.Copy();
        var entry = Assert.Single(await EntriesAsync());

        await FailsAsync("OriginalLayoutReadOnly", () => State.CreateHeaderAsync(Sample.Blue, Stop));
        await FailsAsync("OriginalLayoutReadOnly", () => State.ReadBaseAsync(Sample.Blue, takeOver: true, Stop));
        await FailsAsync("OriginalLayoutReadOnly", () => State.SaveRecordAsync("value"u8.ToArray(), Stop));
        await FailsAsync("OriginalLayoutReadOnly", () => State.ClearAsync(new ClearOptions(), null, Stop));
        await FailsAsync("OriginalLayoutReadOnly", () => Sample.ExportAsync(State, Sample.Draft(entry), stop: Stop));
        await FailsAsync(
            "OriginalLayoutReadOnly",
            () =>
                State.NoteCheckAsync(
                    new()
                    {
                        LastCheck = Sample.Noon,
                        Cluster = Sample.Blue,
                        Writer = "x",
                    },
                    Stop
                )
        );
        Assert.Equal(before.Names, _backend.Names);
        Assert.All(before.Names, name => Assert.Equal(before.Get(name), _backend.Get(name)));
    }

    [Fact]
    public async Task The_same_files_give_the_same_state_wherever_they_are_and_others_another()
    {
        Save(new("shop", "web", 1));
        Save(new("shop", "api", 1));
        var id = (await State.RequireHeaderAsync(Stop)).StateId;
        _clock.Advance(TimeSpan.FromDays(1));
        var moved = new MemoryBackend(_clock);
        foreach (var name in _backend.Names)
        {
            moved.Put(name, _backend.Get(name));
        }

        Assert.Equal(id, (await ReleaseState.At(moved, _clock).RequireHeaderAsync(Stop)).StateId);
        Save(new("shop", "api", 2));
        Assert.NotEqual(id, (await State.RequireHeaderAsync(Stop)).StateId);
    }

    [Fact]
    public async Task A_file_that_changes_meanwhile_is_damage_of_that_record_alone()
    {
        Save(new("shop", "web", 1));
        Save(new("shop", "api", 1));
        var state = State;
        var entries = await state
            .ReadEntriesAsync(await state.RequireAsync(SnapshotSelector.Latest, Stop), Stop)
            .ToListAsync(Stop);
        Save(new("shop", "web", 1) { Status = "superseded" });

        await FailsAsync("RecordDamaged", () => state.ReadRecordAsync(entries[1], Stop));
        Assert.NotEmpty(await state.ReadRecordAsync(entries[0], Stop));
    }

    [Fact]
    public async Task Each_file_is_read_once_to_list_and_the_place_of_a_state_is_not_searched()
    {
        for (var number = 1; number <= 20; number++)
        {
            Save(new("shop", $"web-{number}", 1));
        }

        var counting = new FaultBackend(_backend);
        var state = ReleaseState.At(counting, _clock);
        await state.RequireAsync(SnapshotSelector.Latest, Stop);
        await state.RequireAsync(SnapshotSelector.Latest, Stop);
        await state.FindOriginalReportAsync(Stop);
        Assert.Equal(20, counting.Calls.Count(call => call.Name.EndsWith(".release", StringComparison.Ordinal)));

        var current = new MemoryBackend(_clock);
        await Sample.ExportAsync(ReleaseState.At(current, _clock), Sample.Draft(), stop: Stop);
        counting = new FaultBackend(current);
        await ReleaseState.At(counting, _clock).RequireAsync(SnapshotSelector.NewestOfAll, Stop);
        Assert.Equal(
            ["Read releasemanager.json", "List snapshots", "Read snapshots/00000001.json"],
            counting.Calls.Select(call => $"{call.Verb} {call.Name}")
        );
    }

    [Fact]
    public async Task A_place_that_fails_is_an_error_and_may_be_asked_again()
    {
        Save(new("shop", "web", 1));
        var failing = new FaultBackend(_backend, BackendFault.FailBefore, at: 3);
        var state = ReleaseState.At(failing, _clock);

        await Assert.ThrowsAsync<Core.Backends.BackendException>(() =>
            state.RequireAsync(SnapshotSelector.Latest, Stop)
        );
        Assert.Equal(1, (await state.RequireAsync(SnapshotSelector.Latest, Stop)).Revisions);
    }

    private static Dictionary<string, string> Crds(string plural, string mark) =>
        new(StringComparer.Ordinal)
        {
            ["README.md"] = "no definition",
            [$"crds/{plural}.yaml"] =
                $"apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: {plural}.example.com\n  labels:\n    is: {mark}\n",
        };

    private static string Custom(int number) =>
        $"apiVersion: group{number}.example.com/v1\nkind: Kind{number}\nmetadata:\n  name: one\n";

    private static string Name(ListingEntry entry) =>
        string.Create(CultureInfo.InvariantCulture, $"{entry.Namespace}/{entry.Name} v{entry.Revision}");

    private static async Task FailsAsync(string errorId, Func<Task> act) =>
        Assert.Equal(errorId, (await Assert.ThrowsAsync<StateException>(act)).ErrorId);

    private string Save(SavedJson release) => _writer.Save(release.Bytes);

    private async Task<IReadOnlyList<ListingEntry>> EntriesAsync()
    {
        var state = State;
        return await state
            .ReadEntriesAsync(await state.RequireAsync(SnapshotSelector.Latest, Stop), Stop)
            .ToListAsync(Stop);
    }

    private async Task<OriginalReport> ReportAsync() => (await State.FindOriginalReportAsync(Stop))!;

    private async Task<OriginalRelease> OnlyReleaseAsync() => Assert.Single((await ReportAsync()).Releases);
}
