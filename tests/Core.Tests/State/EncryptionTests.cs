using System.Text;
using ReleaseManager.Contracts;
using ReleaseManager.Contracts.Backends;
using ReleaseManager.Core.Backends;
using ReleaseManager.Core.State;
using Xunit;

namespace ReleaseManager.Core.Tests.State;

public sealed class EncryptionTests
{
    private readonly MemoryBackend _backend = new();

    // One round: what is tested here does not depend on how long a guess takes.
    private static readonly StateKey Passphrase = StateKey.FromPassphrase("correct horse battery staple", rounds: 1);

    private static readonly StateKey KeyFile = StateKey.FromFile(Enumerable.Repeat((byte)7, 32).ToArray(), "key");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<BackendFault> Faults { get; } =
    [BackendFault.FailBefore, BackendFault.FailAfter, BackendFault.CrashBefore, BackendFault.CrashAfter];

    [Fact]
    public async Task What_was_saved_comes_back_with_the_key()
    {
        await FillAsync(Passphrase);

        var state = At(Passphrase);
        var latest = await state.RequireAsync(SnapshotSelector.Latest, Stop);
        var entries = await state.ReadEntriesAsync(latest, Stop).ToListAsync(Stop);
        Assert.Equal(["api", "web"], entries.Select(entry => entry.Name));
        Assert.Equal(Sample.Value("web"), await state.ReadRecordAsync(entries[1], Stop));
        Assert.Equal(Sample.Blue.KubeSystemUid, (await state.RequireHeaderAsync(Stop)).Cluster?.KubeSystemUid);
        var result = await state.VerifyAsync(null, Stop);
        Assert.True(result.IsValid, string.Join('\n', result.Problems));
        Assert.Equal((VerifyDepth.Full, 2, 1), (result.Depth, result.Records, result.Resources));
    }

    [Fact]
    public async Task Nothing_in_the_store_can_be_read_without_the_key()
    {
        await FillAsync(Passphrase);
        string[] secrets = ["web", "api", "shop", "back", "widgets", "deployed", "superseded", "chart", "manifest"];
        foreach (var name in _backend.Names)
        {
            var text = name + Encoding.Latin1.GetString(_backend.Get(name));
            Assert.All(secrets, secret => Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase));
            Assert.DoesNotContain(Sample.Blue.KubeSystemUid!, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_name_of_a_content_tells_nothing_to_those_who_know_the_content()
    {
        await FillAsync(Passphrase);
        var plain = new MemoryBackend();
        await FillAsync(null, plain);
        Assert.Empty(
            plain
                .Names.Where(name => name.Contains('/', StringComparison.Ordinal))
                .Intersect(
                    _backend.Names.Where(name => !name.StartsWith("snapshots/", StringComparison.Ordinal)),
                    StringComparer.Ordinal
                )
        );
    }

    [Fact]
    public async Task A_wrong_key_is_one_clear_error()
    {
        await FillAsync(Passphrase);
        foreach (var wrong in new[] { StateKey.FromPassphrase("incorrect horse", rounds: 1), KeyFile })
        {
            var state = At(wrong);
            foreach (
                var call in new Func<Task>[]
                {
                    () => state.FindAsync(SnapshotSelector.Latest, Stop),
                    () => state.VerifyAsync(null, Stop),
                    () => Sample.ExportAsync(state, Sample.Draft(), stop: Stop),
                    () => state.AddKeyAsync(KeyFile, Stop),
                    () => state.PruneAsync(new PruneOptions(), null, Stop),
                }
            )
            {
                var error = await Assert.ThrowsAsync<StateException>(call);
                Assert.Equal(("StateKeyWrong", ErrorKind.State), (error.ErrorId, error.Kind));
            }
        }
    }

    [Fact]
    public async Task Without_a_key_readers_and_writers_say_that_one_is_needed()
    {
        await FillAsync(Passphrase);
        var before = _backend.Names;
        var state = At(null);
        await FailsAsync("StateEncrypted", () => state.FindAsync(SnapshotSelector.Latest, Stop));
        await FailsAsync("StateEncrypted", () => Sample.ExportAsync(state, Sample.Draft(), stop: Stop));
        await FailsAsync("StateEncrypted", () => state.PruneAsync(new PruneOptions(), null, Stop));
        Assert.Equal(before, _backend.Names);
    }

    [Fact]
    public async Task With_a_key_nothing_plain_is_read_or_written()
    {
        await FillAsync(null);
        var before = _backend.Names;
        await FailsAsync("StateNotEncrypted", () => At(Passphrase).FindAsync(SnapshotSelector.Latest, Stop));
        await FailsAsync("StateNotEncrypted", () => Sample.ExportAsync(At(Passphrase), Sample.Draft(), stop: Stop));
        Assert.Equal(before, _backend.Names);
        await FailsAsync(
            "StateNotFound",
            () => ReleaseState.At(new MemoryBackend(), key: Passphrase).SaveRecordAsync("x"u8.ToArray(), Stop)
        );
    }

    [Fact]
    public async Task Verify_without_the_key_finds_every_flipped_bit_and_says_what_it_could_not_see()
    {
        await FillAsync(Passphrase);
        var whole = await At(null).VerifyAsync(null, Stop);
        Assert.True(whole.IsValid, string.Join('\n', whole.Problems));
        Assert.Equal(VerifyDepth.WithoutKey, whole.Depth);
        Assert.Contains("no key", Assert.Single(whole.Notes), StringComparison.Ordinal);
        await AssertEveryBitAsync(null);
    }

    [Fact]
    public Task Verify_with_the_key_finds_every_flipped_bit() => AssertEveryBitAsync(Passphrase);

    [Fact]
    public async Task Any_of_several_keys_opens_the_state_until_it_is_removed()
    {
        await FillAsync(Passphrase);
        var added = await At(Passphrase).AddKeyAsync(KeyFile, Stop);
        Assert.Equal(KeySlotKind.KeyFile, added.Kind);
        Assert.Equal(2, (await At(KeyFile).RequireAsync(SnapshotSelector.Latest, Stop)).Releases);
        Assert.Equal(2, (await At(Passphrase).RequireAsync(SnapshotSelector.Latest, Stop)).Releases);

        var first = (await At(null).ListKeysAsync(Stop))[0];
        await At(KeyFile).RemoveKeyAsync(first.Id, Stop);

        await FailsAsync("StateKeyWrong", () => At(Passphrase).RequireAsync(SnapshotSelector.Latest, Stop));
        Assert.Equal(2, (await At(KeyFile).RequireAsync(SnapshotSelector.Latest, Stop)).Releases);
        Assert.Equal(added.Id, Assert.Single(await At(null).ListKeysAsync(Stop)).Id);
    }

    [Fact]
    public async Task The_last_key_is_not_removed()
    {
        await FillAsync(Passphrase);
        var only = Assert.Single(await At(null).ListKeysAsync(Stop));
        await FailsAsync("StateKeyIsLast", () => At(Passphrase).RemoveKeyAsync(only.Id, Stop));
        await FailsAsync("StateKeyNotFound", () => At(Passphrase).RemoveKeyAsync("0123456789abcdef", Stop));
        Assert.Equal(2, (await At(Passphrase).RequireAsync(SnapshotSelector.Latest, Stop)).Releases);
        Assert.DoesNotContain(_backend.Names, name => name.EndsWith(".leaving", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_who_remove_the_last_two_keys_at_the_same_moment_leave_one()
    {
        await FillAsync(Passphrase);
        await At(Passphrase).AddKeyAsync(KeyFile, Stop);
        var keys = await At(null).ListKeysAsync(Stop);
        var calls = new FaultBackend(_backend.Copy());
        await ReleaseState.At(calls, key: Passphrase).RemoveKeyAsync(keys[0].Id, Stop);

        // The other one runs whole before each call of the first.
        for (var at = 1; at <= calls.Count(); at++)
        {
            var backend = _backend.Copy();
            var slow = new FaultBackend(backend)
            {
                Before = async call =>
                {
                    if (call.Index == at)
                    {
                        await IgnoreAsync(ReleaseState.At(backend, key: KeyFile).RemoveKeyAsync(keys[1].Id, Stop));
                    }
                },
            };
            await IgnoreAsync(ReleaseState.At(slow, key: Passphrase).RemoveKeyAsync(keys[0].Id, Stop));
            Assert.NotEmpty(await ReleaseState.At(backend).ListKeysAsync(Stop));
        }

        static async Task IgnoreAsync(Task removal)
        {
            try
            {
                await removal;
            }
            catch (StateException e) when (e.ErrorId is "StateKeyIsLast" or "StateKeyWrong" or "StateKeyNotFound")
            {
                // One of them has to give way.
            }
        }
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_fault_at_every_call_of_adding_and_removing_a_key_leaves_the_old_keys_or_the_new(
        BackendFault fault
    )
    {
        await FillAsync(Passphrase);
        await At(Passphrase).AddKeyAsync(KeyFile, Stop);
        var third = StateKey.FromPassphrase("a third one", rounds: 1);
        var first = (await At(null).ListKeysAsync(Stop))[0].Id;
        var calls = new FaultBackend(_backend.Copy());
        await ChangeAsync(calls);

        for (var at = 1; at <= calls.Count(); at++)
        {
            var backend = _backend.Copy();
            await Assert.ThrowsAsync<BackendException>(() => ChangeAsync(new FaultBackend(backend, fault, at)));

            // The key that is neither added nor removed opens it at every moment, and the change can be made again.
            var result = await ReleaseState.At(backend, key: KeyFile).VerifyAsync(null, Stop);
            Assert.True(result.IsValid, $"call {at}: {string.Join('\n', result.Problems)}");
            Assert.InRange((await ReleaseState.At(backend).ListKeysAsync(Stop)).Count, 2, 3);
            if ((await ReleaseState.At(backend).ListKeysAsync(Stop)).Any(slot => slot.Id == first))
            {
                await ReleaseState.At(backend, key: KeyFile).RemoveKeyAsync(first, Stop);
            }
        }

        async Task ChangeAsync(IBackend at)
        {
            await ReleaseState.At(at, key: KeyFile).AddKeyAsync(third, Stop);
            await ReleaseState.At(at, key: KeyFile).RemoveKeyAsync(first, Stop);
        }
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_fault_at_every_call_of_beginning_an_encrypted_state_leaves_none_or_one_that_opens(
        BackendFault fault
    )
    {
        var calls = new FaultBackend(new MemoryBackend());
        await ReleaseState.At(calls, key: Passphrase).CreateHeaderAsync(Sample.Blue, Stop);
        for (var at = 1; at <= calls.Count(); at++)
        {
            var backend = new MemoryBackend();
            await Assert.ThrowsAsync<BackendException>(() =>
                ReleaseState
                    .At(new FaultBackend(backend, fault, at), key: Passphrase)
                    .CreateHeaderAsync(Sample.Blue, Stop)
            );
            await FillAsync(Passphrase, backend);
            var result = await ReleaseState.At(backend, key: Passphrase).VerifyAsync(null, Stop);
            Assert.True(result.IsValid, $"call {at}: {string.Join('\n', result.Problems)}");
        }
    }

    [Fact]
    public void A_key_file_has_32_bytes_and_a_passphrase_is_not_empty()
    {
        Assert.Equal(
            "KeyFileInvalid",
            Assert.Throws<ReleaseManagerException>(() => StateKey.FromFile(new byte[31], "key")).ErrorId
        );
        Assert.Equal(
            "PassphraseEmpty",
            Assert.Throws<ReleaseManagerException>(() => StateKey.FromPassphrase("")).ErrorId
        );
    }

    [Fact]
    public async Task A_clear_needs_no_key_once_it_is_sure_that_no_manager_keeps_the_state()
    {
        await FillAsync(Passphrase);
        await FailsAsync("StateOwnerUnknown", () => At(null).ClearAsync(new ClearOptions(), null, Stop));
        var later = new StoppedClock(DateTimeOffset.UtcNow.AddMinutes(16));
        Assert.True((await ReleaseState.At(_backend, later).ClearAsync(new ClearOptions(), null, Stop)).Removed);
        Assert.Empty(_backend.Names);

        await FillAsync(Passphrase);
        Assert.True((await At(Passphrase).ClearAsync(new ClearOptions(), null, Stop)).Removed);
        Assert.Empty(_backend.Names);
    }

    [Fact]
    public async Task A_new_slot_of_a_passphrase_takes_600_000_rounds()
    {
        await ReleaseState
            .At(_backend, key: StateKey.FromPassphrase("slow to guess"))
            .CreateHeaderAsync(Sample.Blue, Stop);
        var slot = Encoding.UTF8.GetString(
            _backend.Get(_backend.Names.Single(name => name.StartsWith("keys/", StringComparison.Ordinal)))
        );
        Assert.Contains("\"rounds\":600000,", slot, StringComparison.Ordinal);
    }

    private ReleaseState At(StateKey? key) => ReleaseState.At(_backend, key: key);

    private async Task AssertEveryBitAsync(StateKey? key)
    {
        if (_backend.Names.Count == 0)
        {
            await FillAsync(Passphrase);
        }

        // A second slot, so that damage to one of them still lets the rest be checked.
        await At(Passphrase).AddKeyAsync(KeyFile, Stop);
        var opening = key is null ? null : KeyFile;
        foreach (var name in _backend.Names)
        {
            var bytes = _backend.Get(name);
            for (var bit = 0; bit < bytes.Length * 8; bit += 11)
            {
                var damaged = (byte[])bytes.Clone();
                damaged[bit / 8] ^= (byte)(1 << (bit % 8));
                _backend.Put(name, damaged);
                var problems = await ProblemsAsync(opening, name);
                Assert.True(problems.Contains(name, StringComparer.Ordinal), $"{name} bit {bit} of {bytes.Length * 8}");
            }

            _backend.Put(name, bytes);
        }
    }

    private async Task<IEnumerable<string>> ProblemsAsync(StateKey? key, string damaged)
    {
        try
        {
            return (await At(key).VerifyAsync(null, Stop)).Problems.Select(problem => problem.File);
        }
        catch (StateException e)
            when (e.ErrorId is "StateKeyWrong" && damaged.StartsWith("keys/", StringComparison.Ordinal))
        {
            // The only slot of the key at hand: the other way in still tells which file it is.
            return (await At(Passphrase).VerifyAsync(null, Stop)).Problems.Select(problem => problem.File);
        }
    }

    private Task FillAsync(StateKey? key) => FillAsync(key, _backend);

    private static async Task FillAsync(StateKey? key, MemoryBackend backend)
    {
        var state = ReleaseState.At(backend, key: key);
        await state.CreateHeaderAsync(Sample.Blue, Stop);
        var web = await Sample.SaveAsync(state, "web", stop: Stop);
        var api = await Sample.SaveAsync(state, "api", 1, "back", Stop);
        var crd = new CapturedResource(
            CapturedResource.Crd,
            "widgets.example.com",
            await state.SaveResourceAsync(Sample.Crd(), Stop)
        );
        await Sample.ExportAsync(state, Sample.Draft(web, api) with { Resources = [crd] }, stop: Stop);
        await state.NoteCheckAsync(
            new ManagerNote
            {
                LastCheck = Sample.Noon,
                Cluster = Sample.Blue,
                Writer = "test",
            },
            Stop
        );
    }

    private static async Task FailsAsync(string errorId, Func<Task> call) =>
        Assert.Equal(errorId, (await Assert.ThrowsAsync<StateException>(call)).ErrorId);
}
