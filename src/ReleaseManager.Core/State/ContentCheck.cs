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

    /// <summary>What nothing refers to must be whole all the same: an export may find it there and refer to it.</summary>
    private async Task CheckUnreferencedAsync(string hash, string file, CancellationToken stop)
    {
        if (
            await state.Backend.ReadAsync(file, stop) is { } content
            && !string.Equals(ContentName.Of(content.Bytes.Span), hash, StringComparison.Ordinal)
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
