using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.State;

/// <summary>Checks one record or captured object to its last byte.</summary>
internal sealed class ContentCheck(ReleaseState state, ContentUses uses, VerifyFindings findings)
{
    /// <summary>Hash, size and encoding as each entry says, and that it decodes as a release unless it never did.</summary>
    public async Task RecordAsync(string hash, CancellationToken stop)
    {
        var file = StateLayout.Record(hash);
        var entries = uses.EntriesOf(hash);
        if (entries.Count == 0)
        {
            await CheckUnreferencedAsync(hash, file, stop);
            return;
        }

        foreach (var entry in entries)
        {
            try
            {
                var value = await state.ReadRecordAsync(entry, stop);
                if (entry.Problem is null)
                {
                    Release.Parse(RecordCodec.Decode(value, DecodeLimits.Default), DecodeLimits.Default);
                }
                else
                {
                    findings.CountUndecodable();
                }
            }
            catch (StateException e)
            {
                findings.Add(e, file, uses.SnapshotsOfRecord(hash), [ContentUses.Revision(entry)]);
            }
            catch (RecordException e)
            {
                Inconsistent(entry, file, $"its listing promises a release, and it cannot be decoded: {e.Message}");
            }
        }
    }

    public async Task ResourceAsync(string hash, CancellationToken stop)
    {
        try
        {
            await state.ReadResourceAsync(hash, stop);
        }
        catch (StateException e)
        {
            findings.Add(e, StateLayout.Resource(hash), uses.SnapshotsOfResource(hash), []);
        }
    }

    /// <summary>That a record is there and as long as its entries say.</summary>
    /// <param name="size">Bytes of its file, without what encryption adds; null where it is missing.</param>
    public void RecordSize(string hash, long? size)
    {
        foreach (var entry in uses.EntriesOf(hash))
        {
            // Base64 without its padding leaves one or two bytes open.
            var most = entry.Encoding == SavedRecord.Base64 ? entry.Size / 4 * 3 : entry.Size;
            var least = entry.Encoding == SavedRecord.Base64 ? most - 2 : most;
            Size(
                StateLayout.Record(hash),
                size,
                size >= least && size <= most,
                uses.SnapshotsOfRecord(hash),
                [ContentUses.Revision(entry)]
            );
        }
    }

    /// <summary>That a captured object is there and not empty.</summary>
    public void ResourceSize(string hash, long? size)
    {
        if (uses.SnapshotsOfResource(hash) is { Count: > 0 } snapshots)
        {
            Size(StateLayout.Resource(hash), size, size > 0, snapshots, []);
        }
    }

    private void Size(
        string file,
        long? size,
        bool isRight,
        IReadOnlyList<SnapshotId> snapshots,
        IReadOnlyList<string> releases
    )
    {
        if (size is null)
        {
            findings.Add(file, VerifyProblemKind.Missing, "it is missing", snapshots, releases);
        }
        else if (!isRight)
        {
            findings.Add(
                file,
                VerifyProblemKind.Damaged,
                "it does not have the size that it should",
                snapshots,
                releases
            );
        }
    }

    /// <summary>What nothing refers to must be whole all the same: an export may find it there and refer to it.</summary>
    private async Task CheckUnreferencedAsync(string hash, string file, CancellationToken stop)
    {
        if (
            await state.Vault.ReadAsync(file, stop) is { } content
            && (
                content.Damage is not null
                || !string.Equals(state.NameOf(content.Bytes.Span), hash, StringComparison.Ordinal)
            )
        )
        {
            findings.Damaged(file, "it does not have the content that its name promises; no snapshot refers to it");
        }
    }

    private void Inconsistent(ListingEntry entry, string file, string message) =>
        findings.Add(
            file,
            VerifyProblemKind.Inconsistent,
            message,
            uses.SnapshotsOfRecord(entry.Record),
            [ContentUses.Revision(entry)]
        );
}
