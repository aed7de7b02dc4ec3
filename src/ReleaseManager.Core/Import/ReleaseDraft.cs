namespace ReleaseManager.Core.Import;

/// <summary>A release on its way to its plan.</summary>
internal sealed class ReleaseDraft(SavedRelease release, TargetVerdict verdict, ReleaseFootprint? footprint)
{
    public SavedRelease Release { get; } = release;

    public ReleaseFootprint? Footprint { get; } = footprint;

    public ReleaseImportAction Action { get; private set; } = verdict.Action;

    public string? ErrorId { get; private set; } = verdict.ErrorId;

    public List<string> Reasons { get; } = [.. verdict.Reasons];

    public List<string> Warnings { get; } = [];

    public SortedSet<string> ClusterScoped { get; } = new(StringComparer.Ordinal);

    public SortedSet<string> OutsideNamespace { get; } = new(StringComparer.Ordinal);

    public List<string> After { get; } = [];

    /// <summary>Whether objects are to be written.</summary>
    public bool Replays => Footprint is not null && Action is ReleaseImportAction.Install or ReleaseImportAction.Resume;

    /// <summary>Whether anything is to be written.</summary>
    public bool Writes =>
        Action is ReleaseImportAction.Install or ReleaseImportAction.Resume or ReleaseImportAction.RecordsOnly;

    /// <summary>Adds a reason why it cannot come back; all of them are told, not the first alone.</summary>
    public void Refuse(string errorId, string reason)
    {
        if (Action != ReleaseImportAction.Refuse)
        {
            Reasons.Clear();
            ErrorId = errorId;
        }

        Action = ReleaseImportAction.Refuse;
        Reasons.Add(reason);
    }

    public ReleasePlan ToPlan(bool noHistory)
    {
        var objects = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var item in Footprint?.Objects ?? [])
        {
            objects[item.Kind] = objects.GetValueOrDefault(item.Kind) + 1;
        }

        return new ReleasePlan
        {
            Namespace = Release.Namespace,
            Name = Release.Name,
            Driver = Release.Key.Driver,
            Action = Action,
            ErrorId = ErrorId,
            Reasons = Reasons,
            Revision = Release.Highest.Revision,
            Status = RecordRewrite.RestoredStatus(Release.Highest),
            BaseRevision = Release.Base?.Revision,
            Records = Release.HistoryToRestore(noHistory).Count + 1,
            Chart = Release.Highest.Chart is { } chart ? $"{chart}-{Release.Highest.ChartVersion}" : null,
            Objects = objects,
            ClusterScoped = [.. ClusterScoped],
            OutsideNamespace = [.. OutsideNamespace],
            Hooks = [.. Footprint?.Hooks.Select(hook => $"{hook.Event} {hook.Item}") ?? []],
            EmptyVolumes =
            [
                .. Footprint?.VolumeClaims.Select(claim => $"{claim.Namespace ?? Release.Namespace}/{claim.Name}")
                    ?? [],
            ],
            After = After,
            Warnings = Warnings,
        };
    }
}
