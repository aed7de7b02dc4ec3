using ReleaseManager.Core.State;

namespace ReleaseManager.Core.Export;

/// <summary>What an export says in the state of who checked it and who keeps it; a dry run says nothing.</summary>
internal sealed class CheckNotes(ReleaseState state, ExportOptions options, TimeProvider time)
{
    /// <summary>Makes the daemon that exports the owner of the state.</summary>
    /// <exception cref="StateException">Another one owns it and lives, and it is not taken over.</exception>
    public Task ClaimAsync(ClusterIdentity cluster, CancellationToken stop) =>
        options.Owner is null ? Task.CompletedTask
        : options.DryRun ? RefuseOthersAsync(cluster, stop)
        : state.ClaimAsync(Note(cluster), options.TakeOverPath, stop);

    /// <summary>Refuses where another daemon owns the state.</summary>
    /// <exception cref="StateException">It does, and it is not taken over.</exception>
    public Task RefuseOthersAsync(ClusterIdentity cluster, CancellationToken stop) =>
        options is { Owner: not null, TakeOverPath: false }
            ? state.RefuseOtherOwnersAsync(Note(cluster), stop)
            : Task.CompletedTask;

    /// <summary>Notes that the cluster was compared with the state.</summary>
    public Task AddAsync(ClusterIdentity cluster, CancellationToken stop) =>
        options.DryRun ? Task.CompletedTask : state.NoteCheckAsync(Note(cluster), stop);

    private ManagerNote Note(ClusterIdentity cluster) =>
        new()
        {
            LastCheck = time.GetUtcNow(),
            Cluster = cluster,
            Writer = options.Writer,
            Release = options.Owner?.Release,
            Namespace = options.Owner?.Namespace,
        };
}
