using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Import.Removal;
using ReleaseManager.Core.Releases;
using ReleaseManager.Core.State;

namespace ReleaseManager.Core.Import;

/// <summary>
/// Brings one release back: the highest record first, as a lock; then the base revision's hooks and objects; then the history; the
/// highest record as it was saved last of all. Killed anywhere, the same import goes on from there.
/// </summary>
internal sealed class ReleaseReplay(ReplayContext context, SavedRelease release)
{
    private const int ObjectsAtOnce = 8;
    private const int RecordsAtOnce = 4;

    private ObjectJournal _journal = new(null);

    public ReleaseTally Tally { get; } = new();

    /// <param name="resume">Whether the lock of an earlier import is to be taken up.</param>
    /// <returns>The status of the highest revision as it now stands in the cluster.</returns>
    /// <exception cref="ReleaseManagerException">It did not end well; where the lock was held, the record says failed.</exception>
    public async Task<string> RunAsync(bool resume, CancellationToken stop)
    {
        var records = await ReplayedRecords.ReadAsync(context.State, release, stop);
        var final = RecordRewrite.RestoredValue(release.Highest, records.Highest.Restored);
        var record = records.ReadBase();
        var body = Decoded(records.Highest.Restored) ?? record?.Json.ToArray() ?? throw Unreadable();

        await using var held = resume
            ? await HeldLock.ResumeAsync(context, release, body, stop)
            : await HeldLock.AcquireAsync(context, release, body, records.RewriteDigest, stop);
        _journal = new ObjectJournal(resume ? held.Created : null);
        using var whileHeld = CancellationTokenSource.CreateLinkedTokenSource(stop, held.Lost);
        try
        {
            if (record is not null)
            {
                await ReplayAsync(record, held, whileHeld.Token);
            }

            await held.MarkAsync(mark => mark with { Step = "history" }, whileHeld.Token);
            await RestoreHistoryAsync(held.Created, whileHeld.Token);
            await held.FinishAsync(final, whileHeld.Token);
            Tally.CountRecord();
            return RecordRewrite.RestoredStatus(release.Highest);
        }
        catch (OperationCanceledException error)
            when (held.Lost.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            throw new ImportException(
                "ImportLockLost",
                ErrorKind.Cluster,
                $"The record of release {release} was changed by somebody else, or could not be renewed, while it was being restored.",
                error
            )
            {
                Target = release.ToString(),
                Advice = "See who else works on this release, then run the same import again.",
            };
        }
        catch (ReleaseManagerException error) when (!held.Lost.IsCancellationRequested)
        {
            if (context.Settings.Atomic)
            {
                await TakeBackAsync(record, held, error, stop);
            }

            await SayFailedAsync(held, error, stop);
            throw;
        }
    }

    /// <summary>Removes what this import made of the release; returns only where that did not succeed.</summary>
    /// <exception cref="ImportException">All is as it was before; tells why the release failed.</exception>
    private async Task TakeBackAsync(
        Release? record,
        HeldLock held,
        ReleaseManagerException error,
        CancellationToken stop
    )
    {
        try
        {
            await held.MarkAsync(mark => mark with { Step = "taking back" }, stop);
            var writer = new ObjectWriter(context, release, record?.ServerSideApply ?? false, held.Created, null);
            await new TakeBack(context, release, writer, _journal, held.Created).RunAsync(record, stop);
            await held.RemoveAsync(stop);
        }
        catch (ReleaseManagerException second)
        {
            Tally.Warnings.Add($"not all that was made of it could be taken back: {second.Message}");
            return;
        }

        Tally.IsTakenBack = true;
        throw TakeBack.Done(release, error);
    }

    private async Task ReplayAsync(Release record, HeldLock held, CancellationToken stop)
    {
        var writer = new ObjectWriter(context, release, record.ServerSideApply, held.Created, _journal);
        var hooks = new HookRunner(context, release, record, held, writer, _journal);
        if (!context.Settings.NoHooks)
        {
            Tally.Hooks += await hooks.RunAsync("pre-install", stop);
        }

        var objects = Manifest.Parse(record.Manifest);
        await WriteObjectsAsync(objects, writer, stop);
        if (context.Settings.Wait || context.Settings.WaitForJobs)
        {
            await held.MarkAsync(mark => mark with { Step = "waiting" }, stop);
            await new ReadyStep(context, release, writer).RunAsync(objects, stop);
        }

        if (!context.Settings.NoHooks)
        {
            Tally.Hooks += await hooks.RunAsync("post-install", stop);
        }
    }

    /// <summary>In stored order; what stands together and is of one kind goes at once, as with Helm (Helm: pkg/kube/client.go batchPerform).</summary>
    private async Task WriteObjectsAsync(
        IReadOnlyList<ManifestObject> objects,
        ObjectWriter writer,
        CancellationToken stop
    )
    {
        var patience = new Patience(context.Time, context.Settings.ReleaseTimeout);
        foreach (var run in RunsOfOneKind(objects))
        {
            await Bounded.ForEachAsync(
                run,
                ObjectsAtOnce,
                async item => Tally.Count(await WriteAsync(writer, item, patience, stop)),
                stop
            );
        }
    }

    private async Task<ObjectOutcome> WriteAsync(
        ObjectWriter writer,
        ManifestObject item,
        Patience patience,
        CancellationToken stop
    )
    {
        try
        {
            return await writer.WriteAsync(item, patience, stop);
        }
        catch (ReleaseManagerException error)
            when (error.Target is null || !error.Message.Contains(item.Name, StringComparison.Ordinal))
        {
            throw new ImportException(
                error.ErrorId,
                error.Kind,
                $"{item.Kind} {item.Namespace ?? release.Namespace}/{item.Name}: {error.Message}",
                error
            )
            {
                Target = release.ToString(),
                Advice = error.Advice,
            };
        }
    }

    private static IEnumerable<IReadOnlyList<ManifestObject>> RunsOfOneKind(IReadOnlyList<ManifestObject> items)
    {
        for (var at = 0; at < items.Count; )
        {
            var kind = items[at].Kind;
            var run = items.Skip(at).TakeWhile(item => item.Kind == kind).ToList();
            at += run.Count;
            yield return run;
        }
    }

    private Task RestoreHistoryAsync(DateTimeOffset begun, CancellationToken stop) =>
        Bounded.ForEachAsync(
            release.HistoryToRestore(context.Settings.NoHistory),
            RecordsAtOnce,
            async entry =>
            {
                var saved = await SavedRevision.ReadValueAsync(context.State, release, entry, stop);
                var value = RecordRewrite.RestoredValue(entry, saved);
                await RestoreAsync(entry, value, begun, stop);
                Tally.CountRecord();
            },
            stop
        );

    private async Task RestoreAsync(ListingEntry entry, byte[] value, DateTimeOffset begun, CancellationToken stop)
    {
        var body = RecordObject.Build(entry, value, RecordRewrite.RestoredLabel(entry), lockText: null);
        try
        {
            await context.Cluster.CreateAsync(
                RecordObject.Address(entry),
                body,
                new WriteOptions { FieldManager = RecordObject.FieldManager },
                stop
            );
        }
        catch (KubeApiException error) when (error.IsAlreadyExists)
        {
            var found = await context.Cluster.GetAsync(RecordObject.Address(entry), stop);
            if (
                found is null
                || found.CreationTimestamp < begun
                || !RecordObject.Value(entry.Driver, found).AsSpan().SequenceEqual(value)
            )
            {
                throw new ImportException(
                    "RecordInTheWay",
                    ErrorKind.Cluster,
                    $"Revision {entry.Revision} of release {release} is there already and is another.",
                    error
                )
                {
                    Target = release.ToString(),
                    Advice = "See who else works on this release; remove that record, then run the same import again.",
                };
            }
        }
    }

    private async Task SayFailedAsync(HeldLock held, ReleaseManagerException error, CancellationToken stop)
    {
        try
        {
            await held.FailAsync($"Release \"{release.Name}\" failed: {error.Message}", stop);
        }
        catch (ReleaseManagerException second)
        {
            Tally.Warnings.Add(
                $"the record could not be marked as failed and still says pending-install: {second.Message}"
            );
        }
    }

    private static byte[]? Decoded(byte[] value)
    {
        try
        {
            var json = RecordCodec.Decode(value, DecodeLimits.Default);
            Release.Parse(json, DecodeLimits.Default);
            return json;
        }
        catch (RecordException)
        {
            return null;
        }
    }

    private ImportException Unreadable() =>
        new("RecordUnreadable", ErrorKind.State, $"No saved revision of release {release} can be read.")
        {
            Target = release.ToString(),
            Advice = "Choose an earlier snapshot, or leave this release out.",
        };
}
