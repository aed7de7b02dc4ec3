using ReleaseManager.Core.State;

namespace ReleaseManager.Core.Import.Render;

/// <summary>Drafts the plan of releases whose charts are rendered anew.</summary>
internal sealed class RenderDrafts(
    ReleaseState state,
    RenderTarget target,
    ReleaseRendering rendering,
    ReleaseImportSettings settings
)
{
    public async Task<ReleaseDraft> DraftAsync(SavedRelease release, CancellationToken stop)
    {
        try
        {
            var verdict = await target.CheckAsync(release, stop);
            return release.Base is { } entry && verdict.Action.Installs()
                ? await RenderAsync(release, entry, verdict, stop)
                : new ReleaseDraft(release, verdict, null);
        }
        catch (ReleaseManagerException error)
            when (error.Kind is ErrorKind.State or ErrorKind.Incomplete or ErrorKind.Usage)
        {
            var advice = error.Advice is null ? "" : $" {error.Advice}";
            return new ReleaseDraft(
                release,
                new TargetVerdict(ReleaseImportAction.Refuse, error.ErrorId, [error.Message + advice]),
                null
            );
        }
    }

    /// <summary>A source that no release uses was meant for one, and perhaps is misspelt.</summary>
    public IEnumerable<string> UnusedSources(IEnumerable<SavedRelease> releases)
    {
        var known = releases
            .SelectMany(release =>
                (string?[])[release.ToString(), release.Name, release.Highest.Chart, release.Base?.Chart]
            )
            .OfType<string>()
            .ToHashSet(StringComparer.Ordinal);
        return settings
            .ChartSources.Keys.Where(key => !known.Contains(key))
            .Select(key =>
                $"No release of the plan is named '{key}' or made from a chart of that name: its chart source is not used"
            );
    }

    private async Task<ReleaseDraft> RenderAsync(
        SavedRelease release,
        ListingEntry entry,
        TargetVerdict verdict,
        CancellationToken stop
    )
    {
        var record = await SavedRevision.ReadAsync(state, release, entry, stop);
        using var chart = await rendering.RenderAsync(release, record, stop);
        var draft = new ReleaseDraft(release, verdict, chart.Footprint) { Render = chart.Difference };
        draft.Warnings.AddRange(chart.Warnings);
        if (rendering.Loss(chart.Difference) is { } loss)
        {
            draft.Refuse("RenderLosesObjects", loss);
        }

        return draft;
    }
}
