namespace ReleaseManager.Core.State;

/// <summary>From what users type to the very snapshots that they name, which need not be readable.</summary>
public static class SnapshotNames
{
    /// <summary>The snapshots of these numbers or full names; a number alone stands for the only fork of it, too.</summary>
    /// <exception cref="ReleaseManagerException">A text is neither, there is no such snapshot, or several have the number.</exception>
    public static async Task<IReadOnlyList<SnapshotId>> ResolveAsync(
        ReleaseState state,
        IEnumerable<string> names,
        CancellationToken stop
    )
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(names);
        var wanted = names.Select(Parse).ToList();
        var there = await state.ListSnapshotsAsync(stop);
        return [.. wanted.Select(id => Find(state, there, id)).Distinct()];
    }

    private static SnapshotId Find(ReleaseState state, IReadOnlyList<SnapshotId> there, SnapshotId wanted)
    {
        if (there.Contains(wanted))
        {
            return wanted;
        }

        return (wanted.Fork is null ? SnapshotFiles.OnlyFork(state.Backend, there, wanted) : null)
            ?? throw StateErrors.NoSnapshot(state.Backend, wanted);
    }

    private static SnapshotId Parse(string text) =>
        SnapshotId.Parse(text.AsSpan().Trim())
        ?? throw new ReleaseManagerException(
            "SnapshotNameInvalid",
            ErrorKind.Usage,
            $"'{text}' is not the number of a snapshot."
        )
        {
            Target = text,
            Advice =
                "Name the snapshots by their numbers, or in full where several have one number: list them to see which there are.",
        };
}
