using ReleaseManager.Core.Export;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.Comparison;

/// <summary>A release of a cluster.</summary>
/// <param name="revisions">All of its revisions, as labels tell them; at least one.</param>
internal sealed class ClusterRelease(LiveReleases live, IReadOnlyList<ListedRecord> revisions, ReleaseForm form)
    : ComparedRelease
{
    private readonly ListedRecord _last = History.Last(revisions, one => one.Revision)!;
    private Task<byte[]?>? _value;

    public override RecordKey Key => _last.Key;

    public override ReleaseKey Release => _last.Release;

    public override int Revision => _last.Revision;

    /// <summary>The revision whose objects are in the cluster; null where none is.</summary>
    public ListedRecord? Base =>
        History.Base(revisions, one => one.Revision, one => one.Status ?? ReleaseStatuses.Unknown);

    public override Task<byte[]?> ReadAsync(CancellationToken stop) => _value ??= live.ReadValueAsync(_last, stop);

    public override void Forget() => _value = null;

    /// <summary>Reads the record of the revision whose objects are in the cluster.</summary>
    public Task<byte[]?> ReadBaseAsync(ListedRecord @base, CancellationToken stop) =>
        @base == _last ? ReadAsync(stop) : live.ReadValueAsync(@base, stop);

    public override async Task<HelmRelease> ShowAsync(CancellationToken stop) =>
        live.Show(_last, await ReadAsync(stop) ?? throw ComparisonErrors.Gone(Release), form);
}
