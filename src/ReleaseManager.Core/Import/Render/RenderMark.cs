using System.Globalization;
using System.Text.Json.Nodes;
using ReleaseManager.Core.Clusters;

namespace ReleaseManager.Core.Import.Render;

/// <summary>
/// What tells an unfinished install of ours from one of somebody else: Helm's own record bears nothing that we could set before the install has ended. So an
/// object of our own stands beside it from before Helm begins until all is well, of the kind in which Helm keeps its records, since that may be written.
/// It is the lock as well: one import at a time.
/// </summary>
internal sealed class RenderMark : IAsyncDisposable
{
    private const string HelmStep = "helm, process ";
    private const string MergePatch = "application/merge-patch+json";
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(20);

    private readonly ReplayContext _context;
    private readonly ResourceAddress _address;
    private readonly CancellationTokenSource _over = new();
    private readonly CancellationTokenSource _lost = new();
    private ImportLock _mark;
    private Task _renewal = Task.CompletedTask;

    private RenderMark(
        ReplayContext context,
        ResourceAddress address,
        ImportLock mark,
        KubeObject written,
        ImportLock? earlier
    )
    {
        (_context, _address, _mark) = (context, address, mark);
        (Uid, Created, Earlier) = (written.Uid, written.CreationTimestamp ?? DateTimeOffset.MaxValue, earlier);
    }

    /// <summary>When it was first set, by the clock of the API server: an install of ours is not older.</summary>
    public DateTimeOffset Created { get; }

    /// <summary>As an earlier import of the same release had left it; null where there was none.</summary>
    public ImportLock? Earlier { get; }

    /// <summary>Cancelled when it could not be kept: somebody else may take it.</summary>
    public CancellationToken Lost => _lost.Token;

    private string Uid { get; }

    public static ResourceAddress Address(SavedRelease release) =>
        new(RecordObject.Resource(release.Key.Driver), release.Namespace, $"releasemanager.render.{release.Name}");

    /// <summary>The mark of a release as it stands in the cluster; null for none.</summary>
    public static async Task<ImportLock?> FindAsync(KubeClient cluster, SavedRelease release, CancellationToken stop) =>
        await cluster.GetMetadataAsync(Address(release), stop) is { } found ? ImportLock.Find(found.Annotations) : null;

    /// <summary>Sets it, or takes up the one that an earlier import of the same release has left.</summary>
    /// <exception cref="ImportException">Another import holds it, or left it behind.</exception>
    public static async Task<RenderMark> AcquireAsync(
        ReplayContext context,
        SavedRelease release,
        CancellationToken stop
    )
    {
        var address = Address(release);
        var mark = new ImportLock
        {
            StateId = context.StateId,
            Snapshot = context.Snapshot,
            Record = release.Highest.Record,
            BaseRecord = release.Base?.Record,
            NoHooks = context.Settings.NoHooks,
            Holder = context.Holder,
            Renewed = context.Time.GetUtcNow(),
            Step = "begun",
        };
        try
        {
            var body = Body(address, mark);
            return Hold(await context.Cluster.CreateAsync(address, body, WriteOptions.Default, stop), earlier: null);
        }
        catch (KubeApiException error) when (error.IsAlreadyExists)
        {
            var found = await context.Cluster.GetAsync(address, stop);
            var other = found is null ? null : ImportLock.Find(found.Annotations);
            if (found is null || other is null || !other.IsSameImport(context.StateId, release, rewrite: null))
            {
                throw Foreign(release, error);
            }

            // A request that was sent again after its answer was lost meets itself.
            if (other.Holder != context.Holder && other.HeldFor(context.Time.GetUtcNow()) is { } left)
            {
                throw TargetCheck.Busy(release, other, left);
            }

            var taken = Body(address, mark);
            taken["metadata"]!["resourceVersion"] = found.ResourceVersion;
            return Hold(
                await context.Cluster.ReplaceAsync(address, taken, WriteOptions.Default, stop),
                earlier: other.Holder == context.Holder ? null : other
            );
        }

        RenderMark Hold(KubeObject written, ImportLock? earlier)
        {
            var held = new RenderMark(context, address, mark, written, earlier);
            held._renewal = held.RenewAsync();
            return held;
        }
    }

    /// <summary>Notes which process of helm is at work: killed alone, an import leaves it running.</summary>
    public Task NoteHelmAsync(int process) =>
        WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{HelmStep}{process}"), _over.Token);

    /// <summary>The process of helm that an import on the same machine noted; null where none is known.</summary>
    public static int? HelmOf(ImportLock mark) =>
        mark.Step.StartsWith(HelmStep, StringComparison.Ordinal)
        && int.TryParse(
            mark.Step.AsSpan(HelmStep.Length),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var process
        )
            ? process
            : null;

    /// <summary>The release is there: nothing is left to go on from.</summary>
    public async Task RemoveAsync(CancellationToken stop)
    {
        await EndRenewalAsync();
        await _context.Cluster.DeleteAsync(_address, new DeleteOptions { Uid = Uid }, stop);
    }

    /// <summary>Leaves it for the next import, which may take it up at once.</summary>
    public async Task LeaveAsync(CancellationToken stop)
    {
        await EndRenewalAsync();
        await WriteAsync(ImportLock.FailedStep, stop);
    }

    public async ValueTask DisposeAsync()
    {
        await EndRenewalAsync();
        _over.Dispose();
        _lost.Dispose();
    }

    private static ImportException Foreign(SavedRelease release, Exception inner) =>
        new(
            "OtherImportUnfinished",
            ErrorKind.Cluster,
            $"An import of release {release} from another snapshot or state was begun and not finished.",
            inner
        )
        {
            Target = release.ToString(),
            Advice =
                $"Finish that one; or uninstall the release and delete the {RecordObject.Resource(release.Key.Driver).Kind} {Address(release).Name}.",
        };

    private static JsonObject Body(ResourceAddress address, ImportLock mark) =>
        new()
        {
            ["apiVersion"] = "v1",
            ["kind"] = address.Resource.Kind,
            ["metadata"] = new JsonObject
            {
                ["name"] = address.Name,
                ["namespace"] = address.Namespace,
                ["labels"] = new JsonObject { ["app.kubernetes.io/managed-by"] = "releasemanager" },
                ["annotations"] = new JsonObject { [ImportLock.Annotation] = mark.ToText() },
            },
        };

    private async Task RenewAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(RenewEvery, _context.Time, _over.Token);
                await WriteAsync(_mark.Step, _over.Token);
            }
        }
        catch (OperationCanceledException) when (_over.IsCancellationRequested) { }
        catch (ReleaseManagerException)
        {
            await _lost.CancelAsync();
        }
    }

    private async Task WriteAsync(string step, CancellationToken stop)
    {
        _mark = _mark with { Renewed = _context.Time.GetUtcNow(), Step = step };
        var metadata = new JsonObject
        {
            ["uid"] = Uid,
            ["annotations"] = new JsonObject { [ImportLock.Annotation] = _mark.ToText() },
        };
        await _context.Cluster.PatchAsync(
            _address,
            MergePatch,
            new JsonObject { ["metadata"] = metadata },
            WriteOptions.Default,
            stop
        );
    }

    private async Task EndRenewalAsync()
    {
        await _over.CancelAsync();
        await _renewal;
    }
}
