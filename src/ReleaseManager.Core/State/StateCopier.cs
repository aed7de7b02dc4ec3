namespace ReleaseManager.Core.State;

/// <summary>
/// Copies snapshots with all that they refer to into another state, plain or encrypted either way; the numbers stay. A copy that was
/// interrupted goes on where it stopped: contents first, each snapshot last, so that the destination is whole at every moment.
/// </summary>
/// <param name="source">What is copied.</param>
/// <param name="destination">Where to; nothing yet, or an earlier copy of the same state.</param>
/// <param name="time">The clock.</param>
public sealed class StateCopier(ReleaseState source, ReleaseState destination, TimeProvider time)
{
    private const int Attempts = 5;

    private readonly List<VerifyProblem> _problems = [];
    private int _copied;
    private int _present;

    /// <summary>Copies, and reads the whole copy back.</summary>
    /// <exception cref="ReleaseManagerException">
    /// There is no such state or snapshot, the destination holds another state, a key does not fit, or a backend failed.
    /// </exception>
    public async Task<CopyResult> RunAsync(
        CopyOptions options,
        IProgress<OperationProgress>? progress,
        CancellationToken stop
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        var header = await source.RequireHeaderAsync(stop);
        await source.Vault.FindNamingAsync(stop);
        await PrepareAsync(header, options.PlanOnly, stop);
        var ids = await ChooseAsync(options.Snapshots, stop);
        var there = (await destination.ListSnapshotsAsync(stop)).ToHashSet();
        var contents = new ContentCopy(source, destination, time);
        var done = 0;
        foreach (var id in ids)
        {
            progress?.Report(new OperationProgress("Copying snapshots", $"{id}", done++, ids.Count));
            if (await ReadAsync(source, id, stop) is not { } snapshot)
            {
                continue;
            }

            if (there.Contains(id))
            {
                await CompareAsync(snapshot, contents, stop);
            }
            else if (options.PlanOnly)
            {
                _copied++;
            }
            else
            {
                await CopyAsync(snapshot, contents, stop);
            }
        }

        return new CopyResult
        {
            Source = source.Location,
            Destination = destination.Location,
            Applied = !options.PlanOnly,
            SnapshotsCopied = _copied,
            SnapshotsPresent = _present,
            ContentsCopied = contents.Written,
            BytesCopied = contents.WrittenBytes,
            Problems = _problems,
            Verified = options.PlanOnly ? null : await destination.VerifyAsync(progress, stop),
        };
    }

    private async Task PrepareAsync(StateHeader header, bool planOnly, CancellationToken stop)
    {
        var there = planOnly ? await destination.ReadHeaderAsync(stop) : await destination.BeginCopyAsync(header, stop);
        if (there is null)
        {
            return;
        }

        if (there.StateId == header.StateId)
        {
            throw new StateException(
                "CopyToItself",
                $"{destination.Location} is the very state that is to be copied, or a copy of its files."
            )
            {
                Target = destination.Location,
                Advice = "Choose another path for the copy.",
            };
        }

        if (there.CopyOf != header.StateId)
        {
            throw new StateException(
                "StateNotACopy",
                $"The state at {destination.Location} is not a copy of that at {source.Location}, and two states do not go into one path."
            )
            {
                Target = destination.Location,
                Advice = "Choose a path that holds no state, or one that a copy of the same state was begun at.",
            };
        }
    }

    private async Task<List<SnapshotId>> ChooseAsync(IReadOnlyList<SnapshotSelector> selectors, CancellationToken stop)
    {
        if (selectors.Count == 0)
        {
            var all = await source.ListSnapshotsAsync(stop);
            return all.Count > 0 ? [.. all] : throw StateErrors.Empty(source.Backend);
        }

        var ids = new SortedSet<SnapshotId>();
        foreach (var selector in selectors)
        {
            ids.Add(selector.Id is { Fork: not null } id ? id : (await source.RequireAsync(selector, stop)).Id);
        }

        return [.. ids];
    }

    /// <summary>A snapshot; null where it is gone or damaged, and then noted.</summary>
    private async Task<Snapshot?> ReadAsync(ReleaseState state, SnapshotId id, CancellationToken stop)
    {
        try
        {
            return await state.Snapshots.ReadAsync(id, stop);
        }
        catch (StateException e)
        {
            Note(id, VerifyProblemKind.Damaged, e.Message);
            return null;
        }
    }

    private async Task CompareAsync(Snapshot snapshot, ContentCopy contents, CancellationToken stop)
    {
        if (await ReadAsync(destination, snapshot.Id, stop) is not { } there)
        {
            return;
        }

        if (IsSame(snapshot, there))
        {
            _present++;
            contents.Learn(snapshot, there);
        }
        else
        {
            Note(
                snapshot.Id,
                VerifyProblemKind.Inconsistent,
                $"snapshot {snapshot.Id} at {destination.Location} is another one: something has been exported there since the copy was begun"
            );
        }
    }

    private async Task CopyAsync(Snapshot snapshot, ContentCopy contents, CancellationToken stop)
    {
        try
        {
            for (var attempt = 0; attempt < Attempts; attempt++)
            {
                await contents.BeginAsync(stop);
                if (await contents.CopyAsync(snapshot, stop) is { } copy)
                {
                    if (await destination.Snapshots.TryAddAsync(copy, stop))
                    {
                        _copied++;
                    }
                    else
                    {
                        await CompareAsync(snapshot, contents, stop);
                    }

                    return;
                }
            }
        }
        catch (StateException e) when (e.TellsOfDamage)
        {
            Note(
                snapshot.Id,
                VerifyProblemKind.Damaged,
                $"snapshot {snapshot.Id} is not copied, since what it needs is damaged: {e.Message}",
                e.Target
            );
            return;
        }

        throw new StateException(
            "StateBusy",
            $"Contents of the copy at {destination.Location} were removed {Attempts} times while it was being written."
        )
        {
            Target = destination.Location,
            Advice = "Let the prune there end, and copy again.",
        };
    }

    private void Note(SnapshotId id, VerifyProblemKind kind, string message, string? file = null) =>
        _problems.Add(
            new VerifyProblem
            {
                File = file ?? StateLayout.Snapshot(id),
                Kind = kind,
                Message = message,
                Snapshots = [id.Sequence],
            }
        );

    /// <summary>The names of contents differ where one is encrypted; all else must be equal.</summary>
    private bool IsSame(Snapshot one, Snapshot other)
    {
        if (source.Vault.IsEncrypted || destination.Vault.IsEncrypted)
        {
            (one, other) = (WithoutHashes(one), WithoutHashes(other));
        }

        return SnapshotCodec.Write(one).AsSpan().SequenceEqual(SnapshotCodec.Write(other));
    }

    private static Snapshot WithoutHashes(Snapshot snapshot) =>
        snapshot with
        {
            Namespaces = snapshot.Namespaces.ToDictionary(
                one => one.Key,
                one => one.Value with { Listing = "" },
                StringComparer.Ordinal
            ),
            Resources = [.. snapshot.Resources.Select(one => one with { Hash = "" })],
        };
}
