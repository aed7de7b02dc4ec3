using ReleaseManager.Core.Import.Rewrite;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.Import;

/// <summary>A release on its way to its plan.</summary>
internal sealed class ReleaseDraft(SavedRelease release, TargetVerdict verdict, ReleaseFootprint? footprint)
{
    /// <summary>What it refers to and nobody brings, with what refers to it and what is known about it.</summary>
    private readonly SortedDictionary<string, (SortedSet<string> Users, string? Note)> _dangling = new(
        StringComparer.Ordinal
    );

    public SavedRelease Release { get; } = release;

    public ReleaseFootprint? Footprint { get; } = footprint;

    public ReleaseImportAction Action { get; private set; } = verdict.Action;

    public string? ErrorId { get; private set; } = verdict.ErrorId;

    public List<string> Reasons { get; } = [.. verdict.Reasons];

    public List<string> Warnings { get; } = [];

    public SortedSet<string> ClusterScoped { get; } = new(StringComparer.Ordinal);

    public SortedSet<string> OutsideNamespace { get; } = new(StringComparer.Ordinal);

    /// <summary>Places that still name a namespace from which the release moved.</summary>
    public List<string> Mentions { get; } = [];

    /// <summary>What is changed on the way.</summary>
    public SortedSet<string> Changes { get; } = new(StringComparer.Ordinal);

    private readonly SortedSet<string> _leftOut = new(StringComparer.Ordinal);

    /// <summary>What its chart becomes where it is rendered anew.</summary>
    public ReleaseRender? Render { get; init; }

    public List<string> After { get; } = [];

    /// <summary>Where the daemon that it is will keep its state; null for any other release.</summary>
    public string? ManagerPath { get; set; }

    /// <summary>Saved objects that come first since it refers to them.</summary>
    public SortedSet<string> References { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether objects are to be written.</summary>
    public bool Replays => Footprint is not null && Action.Installs();

    /// <summary>Whether anything is to be written.</summary>
    public bool Writes => Action.Installs() || Action is ReleaseImportAction.RecordsOnly;

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

    /// <summary>Takes over what was noted of the base revision: what could not be changed as it was to be refuses the release.</summary>
    public void Take(RewriteNotes notes)
    {
        Changes.UnionWith(notes.Changes);
        _leftOut.UnionWith(notes.LeftOut);
        Warnings.AddRange(notes.Warnings);
        foreach (var misfit in notes.Misfits)
        {
            Refuse("ChangeDoesNotFit", misfit);
        }
    }

    /// <summary>Tells what could not be changed, or is lost, in a revision that is kept for its history only.</summary>
    public void WarnOf(int revision, RewriteNotes notes) =>
        Warnings.AddRange(
            notes.Misfits.Concat(notes.Warnings.Except(Warnings)).Select(text => $"revision {revision}: {text}")
        );

    /// <summary>Takes over what is known of something that the release refers to.</summary>
    public void Note(ReferenceUse use, ReferenceOutlook outlook)
    {
        if (outlook.IsUnasked)
        {
            Warnings.Add($"{use.To}, to which {use.By} refers, may not be read: nobody knows whether it is there");
        }
        else if (outlook.IsMissing && !use.IsOptional)
        {
            var key = use.To.ToString();
            if (!_dangling.TryGetValue(key, out var known))
            {
                _dangling[key] = known = (new SortedSet<string>(StringComparer.Ordinal), outlook.Note);
            }

            known.Users.Add(use.By);
        }
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
            SourceNamespace = Release.SourceNamespace == Release.Namespace ? null : Release.SourceNamespace,
            Name = Release.Name,
            Driver = Release.Key.Driver,
            Action = Action,
            ErrorId = ErrorId,
            Reasons = Reasons,
            Revision = Release.Highest.Revision,
            Status = Render is null ? RecordRewrite.RestoredStatus(Release.Highest) : ReleaseStatuses.Deployed,
            BaseRevision = Release.Base?.Revision,
            Records = Render is null ? Release.HistoryToRestore(noHistory).Count + 1 : 1,
            Chart =
                Render?.Chart
                ?? (Release.Highest.Chart is { } chart ? $"{chart}-{Release.Highest.ChartVersion}" : null),
            Objects = objects,
            ClusterScoped = [.. ClusterScoped],
            OutsideNamespace = [.. OutsideNamespace],
            Hooks = [.. Footprint?.Hooks.Select(hook => $"{hook.Event} {hook.Item}") ?? []],
            EmptyVolumes =
            [
                .. Footprint?.VolumeClaims.Select(claim => $"{claim.Namespace ?? Release.Namespace}/{claim.Name}")
                    ?? [],
            ],
            Changes = [.. Changes],
            LeftOut = [.. _leftOut],
            Mentions = Mentions,
            After = After,
            References = [.. References],
            DanglingReferences =
            [
                .. _dangling.Select(pair =>
                    $"{pair.Key} ({string.Join(", ", pair.Value.Users)}){(pair.Value.Note is { } note ? $": {note}" : "")}"
                ),
            ],
            Warnings = Warnings,
            Render = Render,
            ManagerPath = ManagerPath,
        };
    }
}
