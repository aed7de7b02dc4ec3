using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.State;

namespace ReleaseManager.Core.Export;

/// <summary>
/// Saves what Helm released in a cluster: all records, and what they stand on, as one new snapshot. What the state holds
/// already is neither read nor written again; where nothing changed there is no new snapshot.
/// </summary>
/// <param name="cluster">Where the releases are.</param>
/// <param name="state">Where they are saved.</param>
/// <param name="time">The clock for what is seen.</param>
public sealed class Exporter(KubeClient cluster, ReleaseState state, TimeProvider time)
{
    /// <summary>What its progress says while it reads what is saved; before it has looked at the cluster.</summary>
    public const string ReadingState = "Reading the state";

    private const int Attempts = 20;

    /// <summary>Runs one export.</summary>
    /// <exception cref="ReleaseManagerException">
    /// The cluster did not give a whole answer, the state belongs to another cluster, or the backend failed. The state holds
    /// what it held before.
    /// </exception>
    public Task<ExportResult> RunAsync(
        ExportOptions options,
        IProgress<OperationProgress>? progress,
        CancellationToken stop
    ) => RunAsync(options, progress, stop, stop);

    /// <summary>Runs one export that may be asked to end without being torn from the write at hand.</summary>
    /// <param name="end">Ends it, unless the snapshot is being written already: that is finished.</param>
    /// <param name="stop">Stops it wherever it is.</param>
    /// <inheritdoc cref="RunAsync(ExportOptions, IProgress{OperationProgress}, CancellationToken)"/>
    public async Task<ExportResult> RunAsync(
        ExportOptions options,
        IProgress<OperationProgress>? progress,
        CancellationToken end,
        CancellationToken stop
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(end, stop);
        var run = new ExportRun(cluster, state, time, options, progress);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (await run.TryAsync(either.Token, stop) is { } result)
            {
                return result;
            }
        }

        throw new StateException(
            "StateBusy",
            $"Other exports to {state.Location} were faster {Attempts} times in a row, so this one wrote no snapshot."
        )
        {
            Target = state.Location,
            Advice = "Let one writer at a time export to a path, or try again.",
        };
    }
}
