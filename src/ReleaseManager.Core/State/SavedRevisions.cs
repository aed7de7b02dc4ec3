using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.State;

/// <summary>The revisions of one release in a snapshot, each of which knows all of them.</summary>
/// <param name="entries">Those of the release's namespace and driver.</param>
/// <param name="sequence">The snapshot's number.</param>
internal sealed class SavedRevisions(
    ReleaseState state,
    IEnumerable<ListingEntry> entries,
    int sequence,
    ReleaseForm form
)
{
    private IReadOnlyList<HelmRelease> All => field ??= entries.OrderBy(entry => entry.Revision).Select(Show).ToArray();

    /// <summary>Shows one of them; its record is read when something of it is asked for.</summary>
    public HelmRelease Show(ListingEntry entry)
    {
        var shown = new HelmRelease(
            async stop => ReleaseView.ContentOf(await state.ReadRecordAsync(entry, stop), form),
            _ => Task.FromResult(All)
        )
        {
            Namespace = entry.Namespace,
            Name = entry.Name,
            Revision = entry.Revision,
            Status = entry.Status,
            ChartName = entry.Chart,
            ChartVersion = entry.ChartVersion,
            AppVersion = entry.AppVersion,
            Updated = RecordTime.TryParse(entry.Updated, out var time) ? time : null,
            Driver = entry.Driver,
            Source = state.Location,
            Snapshot = sequence,
            Problem = entry.Problem,
        };
        form.Found(shown);
        return shown;
    }
}
