namespace ReleaseManager.Core.State;

/// <summary>
/// Keeps what a new snapshot refers to from being removed beside it. A writer looks at the lists of removals before it looks at anything else,
/// and before it adds its snapshot it marks those of its contents that are on one. <c>docs/adr/006-retention.md</c> has the argument.
/// </summary>
internal sealed class RemovalGuard
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly RemovalFiles _files;
    private readonly TimeProvider _time;
    private readonly string _location;
    private readonly Dictionary<string, HashSet<string>> _lists = new(StringComparer.Ordinal);

    private RemovalGuard(RemovalFiles files, TimeProvider time, string location)
    {
        _files = files;
        _time = time;
        _location = location;
        Begun = WriterStart.Now(time);
    }

    /// <summary>When the look was taken.</summary>
    public WriterStart Begun { get; }

    /// <summary>True where nothing waits to be removed.</summary>
    public bool IsEmpty => _lists.Count == 0;

    /// <summary>Looks at the lists.</summary>
    public static async Task<RemovalGuard> BeginAsync(StateVault vault, TimeProvider time, CancellationToken stop)
    {
        var guard = new RemovalGuard(new RemovalFiles(vault), time, vault.Location);
        foreach (var (name, _) in await guard._files.ListAsync(stop))
        {
            if (name.Kind == RemovalKind.List && await guard._files.ReadListAsync(name, stop) is { } list)
            {
                guard._lists[name.List] = list.Contents.ToHashSet(StringComparer.Ordinal);
            }
        }

        return guard;
    }

    /// <summary>Marks contents, so that they stay.</summary>
    /// <param name="names">Full names of everything that the new snapshot refers to.</param>
    /// <returns>False where some may have been removed meanwhile: look again, and save anew what is missing.</returns>
    /// <exception cref="StateException">They are being removed now, and that does not end.</exception>
    public async Task<bool> ProtectAsync(IReadOnlyCollection<string> names, CancellationToken stop)
    {
        var marked = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (list, contents) in _lists)
        {
            List<string> mine = [.. names.Where(contents.Contains).Distinct(StringComparer.Ordinal)];
            if (mine.Count > 0)
            {
                await _files.WriteAsync(
                    RemovalName.NewMark(list, RemovalKind.Keep),
                    new KeepMark { Contents = mine },
                    stop
                );
                marked.Add(list);
            }
        }

        // Whoever sweeps announces it first and looks at the marks then: one of the two sees the other.
        return marked.Count == 0 || await AreUntouchedAsync(marked, stop);
    }

    /// <exception cref="StateException">The writer has taken so long that what it refers to may be removed by now.</exception>
    public static void RefuseTooLate(TimeProvider time, WriterStart begun, string location)
    {
        if (begun.Elapsed(time) > RemovalFiles.WriterLimit)
        {
            throw new StateException(
                "SnapshotTooLate",
                $"After {RemovalFiles.WriterLimit.TotalHours} hours nothing is added to {location} any more: contents that it would refer to may have been removed."
            )
            {
                Target = location,
                Advice = "Run it again; what was saved so far is not saved again.",
            };
        }
    }

    private async Task<bool> AreUntouchedAsync(HashSet<string> lists, CancellationToken stop)
    {
        var wasSwept = false;
        for (var asked = _time.GetTimestamp(); ; await Task.Delay(Pause, _time, stop))
        {
            var found = await _files.ListAsync(stop);
            var now = found.Select(file => file.Modified).DefaultIfEmpty().Max();
            var isGone = lists.Any(list =>
                !found.Exists(file => file.Name.Kind == RemovalKind.List && file.Name.List == list)
            );
            var isSwept = found.Exists(file =>
                file.Name.Kind == RemovalKind.Sweep
                && lists.Contains(file.Name.List)
                && now - file.Modified < RemovalFiles.SweepOver
            );
            if (!isSwept)
            {
                return !isGone && !wasSwept;
            }

            wasSwept = true;
            if (_time.GetElapsedTime(asked) > Patience)
            {
                throw new StateException(
                    "StateBusy",
                    $"Contents that the new snapshot needs are being removed from {_location} by a prune that does not end."
                )
                {
                    Target = _location,
                    Advice =
                        "Try again when the prune has ended; one that was interrupted counts no more after an hour.",
                };
            }
        }
    }
}
