namespace ReleaseManager.Core.State;

/// <summary>Reads every byte of a state and says what is wrong, and which releases and snapshots that touches.</summary>
internal sealed class StateVerifier(ReleaseState state, IProgress<OperationProgress>? progress)
{
    private const int Parallel = 8;

    private readonly VerifyFindings _findings = new();
    private readonly ContentUses _uses = new();

    public async Task<VerifyResult> RunAsync(CancellationToken stop)
    {
        var files = new StateFiles();
        await foreach (var entry in state.Backend.ListAsync("", stop))
        {
            files.Add(entry);
        }

        await CheckHeaderAsync(files, stop);
        await CheckManagerAsync(stop);
        await CheckSnapshotsAsync(files, stop);
        await CheckListingsAsync(files, stop);
        await CheckContentsAsync(files, stop);
        return new VerifyResult
        {
            Location = state.Location,
            Snapshots = files.Sequences.Count,
            Listings = files.Listings.Count,
            Records = files.Records.Count,
            Resources = files.Resources.Count,
            Bytes = files.Bytes,
            Undecodable = _findings.Undecodable,
            Problems = _findings.Ordered(),
            Unreferenced = [.. files.Contents.Where(name => !_uses.Uses(name)).Order(StringComparer.Ordinal)],
            Foreign = files.Foreign,
        };
    }

    private async Task CheckHeaderAsync(StateFiles files, CancellationToken stop)
    {
        try
        {
            if (await state.ReadHeaderAsync(stop) is not null)
            {
                return;
            }
        }
        catch (StateException e) when (e.ErrorId is StateErrors.HeaderDamaged)
        {
            _findings.Damaged(StateLayout.Header, e.Message);
            return;
        }

        if (files.IsEmpty)
        {
            throw StateErrors.NoState(state.Backend);
        }

        _findings.Missing(StateLayout.Header, "the header is missing; no other file says what this is", []);
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

    private async Task CheckSnapshotsAsync(StateFiles files, CancellationToken stop)
    {
        var done = 0;
        foreach (var sequence in files.Sequences)
        {
            try
            {
                var snapshot = await state.Snapshots.ReadAsync(sequence, stop);
                if (snapshot is not null)
                {
                    _uses.Add(snapshot);
                }
            }
            catch (StateException e)
            {
                _findings.Damaged(StateLayout.Snapshot(sequence), e.Message, [sequence]);
            }

            Report("Checking snapshots", ++done, files.Sequences.Count);
        }
    }

    private async Task CheckListingsAsync(StateFiles files, CancellationToken stop)
    {
        var hashes = _uses.Listings.Union(files.Listings, StringComparer.Ordinal).ToList();
        var done = 0;
        foreach (var hash in hashes)
        {
            try
            {
                var entries = await state.ReadListingAsync(hash, stop);
                _uses.Add(hash, entries);
                _findings.Compare(hash, entries, _uses.UsesOf(hash));
            }
            catch (StateException e)
            {
                _findings.Add(e, StateLayout.Listing(hash), _uses.SnapshotsOf(hash), _uses.NamespacesOf(hash));
            }

            Report("Checking listings", ++done, hashes.Count);
        }
    }

    private async Task CheckContentsAsync(StateFiles files, CancellationToken stop)
    {
        var check = new ContentCheck(state, _uses, _findings);
        var records = _uses.Records.Union(files.Records, StringComparer.Ordinal);
        var resources = _uses.Resources.Union(files.Resources, StringComparer.Ordinal);
        var work = records
            .Select<string, Func<Task>>(hash => () => check.RecordAsync(hash, stop))
            .Concat(resources.Select<string, Func<Task>>(hash => () => check.ResourceAsync(hash, stop)))
            .ToList();
        var done = 0;
        await System.Threading.Tasks.Parallel.ForEachAsync(
            work,
            new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = stop },
            async (one, _) =>
            {
                await one();
                Report("Checking records", Interlocked.Increment(ref done), work.Count);
            }
        );
    }

    private void Report(string activity, int done, int total) =>
        progress?.Report(new OperationProgress(activity, null, done, total));
}
