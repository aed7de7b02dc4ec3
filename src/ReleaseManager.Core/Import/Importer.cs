using System.Runtime.CompilerServices;
using System.Threading.Channels;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Import.Render;
using ReleaseManager.Core.State;

namespace ReleaseManager.Core.Import;

/// <summary>Carries out a plan: state into cluster.</summary>
public sealed class Importer(KubeClient cluster, ReleaseState state, TimeProvider? time = null)
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>What rendering needs and the plan does not hold.</summary>
    public RenderInput Render { get; init; } = RenderInput.None;

    /// <summary>Brings the plan's releases back, several at once, and hands out each result as its release ends.</summary>
    /// <param name="plan">Made by <see cref="ImportPlanner"/>, now or earlier; what has changed in the cluster since is seen.</param>
    /// <param name="progress">Told of each definition, namespace and release that has ended; may be null.</param>
    /// <exception cref="ReleaseManagerException">
    /// The plan is for another state or cluster, or the import as a whole cannot go on. What concerns one release is in its result.
    /// </exception>
    public async IAsyncEnumerable<ReleaseImportResult> RunAsync(
        ReleaseImportPlan plan,
        IProgress<OperationProgress>? progress,
        [EnumeratorCancellation] CancellationToken stop
    )
    {
        await ImportHolder.WaitForStoppedAsync(stop);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var results = Channel.CreateUnbounded<ReleaseImportResult>();
        var run = RunAllAsync(plan, results.Writer, progress, ImportHolder.Begin(stop), over.Token);
        var done = 0;
        try
        {
            await foreach (var result in results.Reader.ReadAllAsync(stop))
            {
                done++;
                progress?.Report(
                    new OperationProgress("Importing", $"{result.Namespace}/{result.Name}", done, plan.Releases.Count)
                );
                yield return result;
            }

            await run;
        }
        finally
        {
            // A caller who has seen enough ends the import, and no work goes on behind its back.
            await over.CancelAsync();
            await run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task RunAllAsync(
        ReleaseImportPlan plan,
        ChannelWriter<ReleaseImportResult> results,
        IProgress<OperationProgress>? progress,
        ImportHolder holder,
        CancellationToken stop
    )
    {
        try
        {
            var snapshot = await RequireSameAsync(plan, stop);
            ValuesDigest.Require(plan.Settings, Render.Given);
            using var kinds = new KindResolver(cluster, _time);
            var context = new ReplayContext
            {
                Cluster = cluster,
                State = state,
                StateId = plan.StateId,
                Snapshot = snapshot.Sequence,
                Settings = plan.Settings,
                Kinds = kinds,
                Holder = holder,
                Time = _time,
                Rendering = await ReleaseRendering.OpenAsync(cluster, plan.Settings, Render, _time, stop),
            };
            await new ImportRun(context, plan, snapshot, results, progress).RunAsync(stop);
            results.Complete();
        }
        catch (Exception error)
        {
            results.Complete(error);
            throw;
        }
        finally
        {
            holder.End();
        }
    }

    private async Task<Snapshot> RequireSameAsync(ReleaseImportPlan plan, CancellationToken stop)
    {
        var stateId = (await state.ReadHeaderAsync(stop))?.StateId;
        if (stateId != plan.StateId)
        {
            throw new ImportException(
                "PlanForOtherState",
                ErrorKind.Usage,
                $"The plan was made from the state {plan.StateId} at {plan.Location}; {state.Location} holds {stateId ?? "no state"}."
            )
            {
                Advice = "Make a new plan.",
            };
        }

        var clusterId = await ImportPlanner.ClusterIdAsync(cluster, stop);
        if (plan.ClusterId is not null && clusterId is not null && plan.ClusterId != clusterId)
        {
            throw new ImportException(
                "PlanForOtherCluster",
                ErrorKind.Usage,
                $"The plan was made for the cluster at {plan.Cluster}; {cluster.Access.Server} is another one."
            )
            {
                Advice = "Choose the cluster that the plan was made for, or make a new plan.",
            };
        }

        return await state.ReadSnapshotAsync(new SnapshotId(plan.Snapshot, plan.SnapshotFork), stop);
    }
}
