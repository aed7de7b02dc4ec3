using System.Text.Json.Nodes;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.Import;

/// <summary>
/// The record of the highest revision while its release is being brought back: created first, renewed as long as the import
/// lives, and turned into the saved record as the last step of all.
/// </summary>
internal sealed class HeldLock : IHookMarks, IAsyncDisposable
{
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(20);

    private readonly ReplayContext _context;
    private readonly SavedRelease _release;
    private readonly SemaphoreSlim _oneWrite = new(1);
    private readonly CancellationTokenSource _over = new();
    private readonly CancellationTokenSource _lost = new();
    private Task _renewal = Task.CompletedTask;
    private byte[] _body;
    private string _resourceVersion;

    private HeldLock(ReplayContext context, SavedRelease release, ImportLock mark, byte[] body, KubeObject written)
    {
        (_context, _release, Mark, _body) = (context, release, mark, body);
        _resourceVersion = written.ResourceVersion;
        Created = written.CreationTimestamp ?? DateTimeOffset.MaxValue;
    }

    /// <summary>The mark as it was last written.</summary>
    public ImportLock Mark { get; private set; }

    /// <summary>
    /// When the API server created the record, by its own clock: what bears this release's stamp and is not older was created by
    /// this import or by the one that it resumes.
    /// </summary>
    public DateTimeOffset Created { get; }

    /// <summary>Cancelled when somebody else has taken or changed the record.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Creates the record, which must not be there.</summary>
    /// <param name="body">The decoded record that stands in it meanwhile.</param>
    /// <param name="rewrite">Digest of what the import changes on the way.</param>
    public static async Task<HeldLock> AcquireAsync(
        ReplayContext context,
        SavedRelease release,
        byte[] body,
        string? rewrite,
        CancellationToken stop
    )
    {
        var mark = new ImportLock
        {
            StateId = context.StateId,
            Snapshot = context.Snapshot,
            Record = release.Highest.Record,
            BaseRecord = release.Base?.Record,
            Rewrite = rewrite,
            NoHooks = context.Settings.NoHooks,
            Holder = context.Holder,
            Renewed = context.Time.GetUtcNow(),
            Step = "begun",
        };
        var pending = Pending(body, context.Snapshot);
        var record = RecordObject.Build(
            release.Highest,
            RecordCodec.Encode(pending),
            ReleaseStatuses.PendingInstall,
            mark.ToText()
        );
        KubeObject written;
        try
        {
            written = await context.Cluster.CreateAsync(
                RecordObject.Address(release.Highest),
                record,
                new WriteOptions { FieldManager = RecordObject.FieldManager },
                stop
            );
        }
        catch (KubeApiException error) when (error.IsAlreadyExists)
        {
            // A request that was sent again after its answer was lost meets itself.
            var found = await context.Cluster.GetAsync(RecordObject.Address(release.Highest), stop);
            if (found is null || ImportLock.Find(found.Annotations)?.Holder != context.Holder)
            {
                throw new ImportException(
                    "ReleaseAppeared",
                    ErrorKind.Cluster,
                    $"A record of release {release} appeared in the cluster while the import was under way.",
                    error
                )
                {
                    Target = release.ToString(),
                    Advice = "See who else installs there, then run the same import again.",
                };
            }

            written = found;
        }

        return Hold(context, release, mark, pending, written);
    }

    /// <summary>Takes up the lock of an earlier import of the same release.</summary>
    /// <param name="body">The decoded record to stand in it where the one in the cluster cannot be read.</param>
    public static async Task<HeldLock> ResumeAsync(
        ReplayContext context,
        SavedRelease release,
        byte[] body,
        CancellationToken stop
    )
    {
        var address = RecordObject.Address(release.Highest);
        var found = await context.Cluster.GetAsync(address, stop) ?? throw Gone(release);
        var mark = ImportLock.Find(found.Annotations) ?? throw Gone(release);
        if (mark.HeldFor(context.Time.GetUtcNow()) is { } left)
        {
            throw TargetCheck.Busy(release, mark, left);
        }

        byte[] pending;
        try
        {
            var current = RecordCodec.Decode(RecordObject.Value(release.Highest.Driver, found), DecodeLimits.Default);
            pending = Pending(current, context.Snapshot);
        }
        catch (RecordException)
        {
            pending = Pending(body, context.Snapshot);
        }

        var held = new HeldLock(context, release, mark, pending, found);
        await held.MarkAsync(
            old => old with { Holder = context.Holder, Snapshot = context.Snapshot, Step = "resumed" },
            bodyChanged: true,
            stop
        );
        held._renewal = held.RenewAsync();
        return held;
    }

    /// <summary>Notes what the import is about to do, which renews the lock too.</summary>
    public Task MarkAsync(Func<ImportLock, ImportLock> change, CancellationToken stop) =>
        MarkAsync(change, bodyChanged: false, stop);

    /// <inheritdoc/>
    public string? HookState(string key) => Mark.Hooks.GetValueOrDefault(key);

    /// <summary>Notes how far a hook is, in the mark and, where the hook is the record's own, as Helm would in its last run.</summary>
    public async Task MarkHookAsync(string key, string state, Action<RecordEdit>? lastRun, CancellationToken stop)
    {
        if (lastRun is not null)
        {
            var edit = new RecordEdit(_body);
            lastRun(edit);
            _body = edit.Apply();
        }

        await MarkAsync(
            old =>
                old with
                {
                    Step = $"hook {key} {state}",
                    Hooks = new SortedDictionary<string, string>(
                        old.Hooks.ToDictionary(StringComparer.Ordinal),
                        StringComparer.Ordinal
                    )
                    {
                        [key] = state,
                    },
                },
            bodyChanged: lastRun is not null,
            stop
        );
    }

    /// <summary>Puts the saved record in the lock's place. After this the release is there.</summary>
    public async Task FinishAsync(byte[] value, CancellationToken stop)
    {
        await EndRenewalAsync();
        var label = RecordRewrite.RestoredLabel(_release.Highest);
        var record = RecordObject.Build(_release.Highest, value, label, lockText: null);
        record["metadata"]!["resourceVersion"] = _resourceVersion;
        var address = RecordObject.Address(_release.Highest);
        try
        {
            await _context.Cluster.ReplaceAsync(
                address,
                record,
                new WriteOptions { FieldManager = RecordObject.FieldManager },
                stop
            );
        }
        catch (KubeApiException error) when (error.IsConflict)
        {
            // As above: the write may have been sent twice.
            var found = await _context.Cluster.GetAsync(address, stop);
            if (
                found is null
                || ImportLock.Find(found.Annotations) is not null
                || !RecordObject.Value(_release.Highest.Driver, found).AsSpan().SequenceEqual(value)
            )
            {
                throw LostTo(error);
            }
        }
    }

    /// <summary>Says in the record that the import of this release failed; the mark stays, so that it can go on.</summary>
    public async Task FailAsync(string description, CancellationToken stop)
    {
        await EndRenewalAsync();
        var edit = new RecordEdit(_body);
        edit.SetStatus(ReleaseStatuses.Failed);
        edit.SetDescription(description);
        _body = edit.Apply();
        await MarkAsync(
            old => old with { Step = ImportLock.FailedStep },
            bodyChanged: true,
            stop,
            ReleaseStatuses.Failed
        );
    }

    /// <summary>Removes the record: nothing of this import is left.</summary>
    public async Task RemoveAsync(CancellationToken stop)
    {
        await EndRenewalAsync();
        await _context.Cluster.DeleteAsync(RecordObject.Address(_release.Highest), new DeleteOptions(), stop);
    }

    public async ValueTask DisposeAsync()
    {
        await EndRenewalAsync();
        _over.Dispose();
        _lost.Dispose();
        _oneWrite.Dispose();
    }

    private static HeldLock Hold(
        ReplayContext context,
        SavedRelease release,
        ImportLock mark,
        byte[] body,
        KubeObject written
    )
    {
        var held = new HeldLock(context, release, mark, body, written);
        held._renewal = held.RenewAsync();
        return held;
    }

    private static byte[] Pending(byte[] body, int snapshot)
    {
        var edit = new RecordEdit(body);
        edit.SetStatus(ReleaseStatuses.PendingInstall);
        edit.SetDescription($"Being restored from snapshot {snapshot}");
        return edit.Apply();
    }

    private static ImportException Gone(SavedRelease release) =>
        new(
            "ImportLockGone",
            ErrorKind.Cluster,
            $"The unfinished record of release {release} is no longer in the cluster as it was a moment ago."
        )
        {
            Target = release.ToString(),
            Advice = "Run the same import again.",
        };

    private async Task MarkAsync(
        Func<ImportLock, ImportLock> change,
        bool bodyChanged,
        CancellationToken stop,
        string status = ReleaseStatuses.PendingInstall
    )
    {
        await _oneWrite.WaitAsync(stop);
        try
        {
            var mark = change(Mark) with { Renewed = _context.Time.GetUtcNow() };
            var patch = new JsonObject
            {
                ["metadata"] = new JsonObject
                {
                    ["resourceVersion"] = _resourceVersion,
                    ["annotations"] = new JsonObject { [ImportLock.Annotation] = mark.ToText() },
                    ["labels"] = new JsonObject { ["status"] = status },
                },
            };
            if (bodyChanged)
            {
                patch["data"] = new JsonObject
                {
                    ["release"] = RecordObject.Data(_release.Highest.Driver, RecordCodec.Encode(_body)),
                };
            }

            _resourceVersion = await PatchAsync(patch, mark, stop);
            Mark = mark;
        }
        finally
        {
            _oneWrite.Release();
        }
    }

    private async Task<string> PatchAsync(JsonObject patch, ImportLock mark, CancellationToken stop)
    {
        var address = RecordObject.Address(_release.Highest);
        try
        {
            var written = await _context.Cluster.PatchAsync(
                address,
                "application/merge-patch+json",
                patch,
                new WriteOptions { FieldManager = RecordObject.FieldManager },
                stop
            );
            return written.ResourceVersion;
        }
        catch (KubeApiException error) when (error.IsConflict)
        {
            var found = await _context.Cluster.GetAsync(address, stop);
            if (found is not null && found.Annotations.GetValueOrDefault(ImportLock.Annotation) == mark.ToText())
            {
                return found.ResourceVersion;
            }

            await _lost.CancelAsync();
            throw LostTo(error);
        }
        catch (KubeApiException error) when (error.IsNotFound)
        {
            await _lost.CancelAsync();
            throw LostTo(error);
        }
    }

    private ImportException LostTo(Exception error) =>
        new(
            "ImportLockLost",
            ErrorKind.Cluster,
            $"The record of release {_release} was changed or removed by somebody else while it was being restored.",
            error
        )
        {
            Target = _release.ToString(),
            Advice = "See who else works on this release, then run the same import again.",
        };

    private async Task RenewAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(RenewEvery, _context.Time, _over.Token);
                await MarkAsync(mark => mark, _over.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The import of this release is over.
        }
        catch (ReleaseManagerException)
        {
            // A lock that cannot be renewed is as good as lost: whoever comes next may take it after its lifetime.
            await _lost.CancelAsync();
        }
    }

    private async Task EndRenewalAsync()
    {
        await _over.CancelAsync();
        await _renewal;
    }
}
