using ReleaseManager.Core.Backends;

namespace ReleaseManager.Core.State;

/// <summary>Checks a state to its last byte and says what is wrong, and which releases and snapshots that touches.</summary>
internal sealed class StateVerifier(ReleaseState state, VerifyOptions options, IProgress<OperationProgress>? progress)
{
    private readonly VerifyFindings _findings = new();
    private readonly ContentUses _uses = new();
    private readonly List<string> _notes = [];

    public async Task<VerifyResult> RunAsync(CancellationToken stop)
    {
        var files = await StateFiles.ListAsync(state.Vault, stop);
        await CheckKeysAsync(files, stop);
        var canRead = await CheckHeaderAsync(files, stop);
        if (canRead)
        {
            await CheckManagerAsync(stop);
            await CheckRemovalsAsync(files, stop);
            await CheckSnapshotsAsync(files, stop);
            await CheckListingsAsync(files, stop);
            await CheckContentsAsync(files, stop);
        }
        else
        {
            await CheckCiphertextsAsync(files, stop);
        }

        await NoteOriginalAsync(stop);
        return new VerifyResult
        {
            Location = state.Location,
            Depth =
                !canRead ? VerifyDepth.WithoutKey
                : options.Quick ? VerifyDepth.Quick
                : VerifyDepth.Full,
            Snapshots = files.Snapshots.Count,
            Listings = files.Listings.Count,
            Records = files.Records.Count,
            Resources = files.Resources.Count,
            Bytes = files.Bytes,
            Undecodable = _findings.Undecodable,
            Problems = _findings.Ordered(),
            Unreferenced = canRead
                ? [.. files.Contents.Where(name => !_uses.Uses(name)).Order(StringComparer.Ordinal)]
                : [],
            Notes = _notes,
            Foreign = files.Foreign,
        };
    }

    /// <returns>Whether contents can be read: the state is not encrypted, or the key is at hand.</returns>
    private async Task<bool> CheckHeaderAsync(StateFiles files, CancellationToken stop)
    {
        try
        {
            if (await state.ReadHeaderAsync(stop) is { } header)
            {
                return !header.Encrypted || state.Vault.HasKey;
            }
        }
        catch (StateException e) when (e.ErrorId is StateErrors.HeaderDamaged)
        {
            _findings.Damaged(StateLayout.Header, e.Message);
            return await state.Vault.OpenWithoutHeaderAsync(stop);
        }
        catch (StateException e) when (e.ErrorId is StateErrors.KeysMissing)
        {
            if (files.Keys.Count == 0)
            {
                _findings.Missing($"{StateLayout.Keys}/", e.Message, []);
            }

            return false;
        }

        if (files.IsEmpty)
        {
            throw StateErrors.NoState(state.Backend);
        }

        _findings.Missing(StateLayout.Header, "the header is missing; no other file says what this is", []);
        return await state.Vault.OpenWithoutHeaderAsync(stop);
    }

    private async Task CheckKeysAsync(StateFiles files, CancellationToken stop)
    {
        foreach (var id in files.Keys)
        {
            var name = StateLayout.Key(id);
            if (
                await state.Items.ReadAsync(name, stop) is { } content
                && KeySlots.Parse(content.Bytes.Span, id) is null
            )
            {
                _findings.Damaged(
                    name,
                    "it does not have the content that its checksum promises; this key opens nothing"
                );
            }
        }
    }

    /// <summary>What the original tool's layout has lost is no damage to what is there; a file of it that cannot be read is.</summary>
    private async Task NoteOriginalAsync(CancellationToken stop)
    {
        if (await state.FindOriginalReportAsync(stop) is not { } report)
        {
            return;
        }

        foreach (var file in report.Unreadable)
        {
            _findings.Damaged(file.File, file.Reason);
        }

        _notes.AddRange(report.Notes);
    }

    private async Task CheckManagerAsync(CancellationToken stop)
    {
        try
        {
            await state.ReadManagerAsync(stop);
        }
        catch (StateException e)
        {
            _findings.Damaged(StateLayout.Manager, e.Message);
        }
    }

    private async Task CheckRemovalsAsync(StateFiles files, CancellationToken stop)
    {
        foreach (var entry in files.Removals)
        {
            if (await RemovalFiles.IsDamagedAsync(state.Vault, entry.Name, stop))
            {
                _findings.Damaged(
                    entry.Name,
                    "it does not have the content that its checksum promises; nothing that it lists is removed"
                );
            }
        }
    }

    private async Task CheckSnapshotsAsync(StateFiles files, CancellationToken stop)
    {
        var done = 0;
        await foreach (
            var (id, snapshot, error) in OrderedReads.RunAsync(
                files.Snapshots,
                id => state.Snapshots.TryReadAsync(id, stop)
            )
        )
        {
            if (snapshot is not null)
            {
                _uses.Add(snapshot);
            }
            else if (error is not null)
            {
                _findings.Damaged(StateLayout.Snapshot(id), error.Message, [id]);
            }

            Report("Checking snapshots", ++done, files.Snapshots.Count);
        }
    }

    private async Task CheckListingsAsync(StateFiles files, CancellationToken stop)
    {
        var hashes = _uses.Listings.Union(files.Listings.Keys, StringComparer.Ordinal).ToList();
        var done = 0;
        await foreach (
            var (hash, entries, error) in OrderedReads.RunAsync(hashes, hash => ReadListingAsync(hash, stop))
        )
        {
            if (error is null)
            {
                _uses.Add(hash, entries);
                _findings.Compare(hash, entries, _uses.UsesOf(hash));
            }
            else
            {
                _findings.Add(error, StateLayout.Listing(hash), _uses.SnapshotsOf(hash), _uses.NamespacesOf(hash));
            }

            Report("Checking listings", ++done, hashes.Count);
        }
    }

    private async Task<(string Hash, IReadOnlyList<ListingEntry> Entries, StateException? Error)> ReadListingAsync(
        string hash,
        CancellationToken stop
    )
    {
        try
        {
            return (hash, await state.ReadListingAsync(hash, stop), null);
        }
        catch (StateException e)
        {
            return (hash, [], e);
        }
    }

    private async Task CheckContentsAsync(StateFiles files, CancellationToken stop)
    {
        var check = new ContentCheck(state, _uses, _findings);
        var records = _uses.Records.Union(files.Records.Keys, StringComparer.Ordinal);
        var resources = _uses.Resources.Union(files.Resources.Keys, StringComparer.Ordinal);
        if (options.Quick)
        {
            var overhead = state.Vault.IsEncrypted ? ValueCipher.Overhead : 0;
            foreach (var hash in records)
            {
                check.RecordSize(hash, files.SizeOf(StateLayout.Record(hash)) - overhead);
            }

            foreach (var hash in resources)
            {
                check.ResourceSize(hash, files.SizeOf(StateLayout.Resource(hash)) - overhead);
            }

            return;
        }

        var work = records
            .Select<string, Func<Task>>(hash => () => check.RecordAsync(hash, stop))
            .Concat(resources.Select<string, Func<Task>>(hash => () => check.ResourceAsync(hash, stop)))
            .ToList();
        await RunAsync("Checking records", work, one => one(), stop);
    }

    /// <summary>Without the key, a flipped bit is found all the same, and what the bytes mean is not.</summary>
    private async Task CheckCiphertextsAsync(StateFiles files, CancellationToken stop)
    {
        _notes.Add(
            options.Quick
                ? "The state is encrypted and no key was given: only the sizes of its files were checked."
                : "The state is encrypted and no key was given: each file was checked to be whole, not what it holds, nor whether one is missing."
        );
        var encrypted = files
            .All.Where(entry => entry.Name != StateLayout.Header && StateLayout.KeyOf(entry.Name, out _) is null)
            .ToList();
        if (options.Quick)
        {
            foreach (var entry in encrypted.Where(entry => entry.Size < ValueCipher.Overhead))
            {
                _findings.Damaged(entry.Name, "it is too short for an encrypted file");
            }

            return;
        }

        await RunAsync(
            "Checking files",
            encrypted,
            async entry =>
            {
                if (
                    await state.Items.ReadAsync(entry.Name, stop) is { } content
                    && !ValueCipher.IsIntact(content.Bytes.Span)
                )
                {
                    var snapshots = StateLayout.SnapshotOf(entry.Name) is { } id ? new[] { id } : [];
                    _findings.Damaged(entry.Name, "it is not the encrypted file that its checksum promises", snapshots);
                }
            },
            stop
        );
    }

    private async Task RunAsync<T>(string activity, List<T> work, Func<T, Task> check, CancellationToken stop)
    {
        var done = 0;
        await Parallel.ForEachAsync(
            work,
            new ParallelOptions { MaxDegreeOfParallelism = OrderedReads.Ahead, CancellationToken = stop },
            async (one, _) =>
            {
                await check(one);
                Report(activity, Interlocked.Increment(ref done), work.Count);
            }
        );
    }

    private void Report(string activity, int done, int total) =>
        progress?.Report(new OperationProgress(activity, null, done, total));
}
