using ReleaseManager.Core;
using ReleaseManager.Core.State;
using ReleaseManager.Daemon.Health;
using ReleaseManager.Daemon.Http;

namespace ReleaseManager.Daemon.Dashboard;

/// <summary>What the page asks for, under <c>/api/</c>.</summary>
internal sealed class DashboardApi(DaemonHealth health, SavedView saved, TimeProvider time, TimeSpan interval)
{
    private const string Root = "/api/";

    /// <summary>An answer that comes soon and lacks something is better than one that lacks nothing and does not come.</summary>
    private static readonly TimeSpan CountBudget = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan HistoryBudget = TimeSpan.FromSeconds(10);

    /// <summary>What answers a path; null where nothing does.</summary>
    public Route? Find(string path) =>
        !path.StartsWith(Root, StringComparison.Ordinal)
            ? null
            : path[Root.Length..].Split('/') switch
            {
                ["status"] => Route.At(Access.Guarded, _ => Status()),
                ["snapshots"] => Route.Reading((_, stop) => SnapshotsAsync(stop)),
                ["snapshots", var id] => Route.Reading((_, stop) => SnapshotAsync(id, stop)),
                ["releases", var ns, var name] => Route.Reading((_, stop) => HistoryAsync(ns, name, stop)),
                ["diff"] => Route.Reading((request, stop) => DifferenceAsync(request, stop)),
                _ => null,
            };

    private HttpReply Status()
    {
        var report = health.Report();
        var line = saved.Snapshots.Last;
        return HttpReply.Of(
            new ShownStatus
            {
                Version = Product.Version,
                Now = time.GetUtcNow(),
                IntervalSeconds = interval.TotalSeconds,
                Role = HealthEndpoints.NameOf(report.Role),
                IsHealthy = report.IsHealthy,
                Reason = report.Reason,
                LastError = report.LastError,
                LastGoodCheck = report.LastGoodCheck,
                ReadAt = line?.ReadAt,
                ReadError = saved.Snapshots.Error,
                Newest = line?.Newest is { } newest ? ShownSnapshot.Of(newest) : null,
                NewestGood = line?.NewestGood is { } good ? ShownSnapshot.Of(good) : null,
                Snapshots = line?.Count ?? 0,
            },
            DashboardJson.Default.ShownStatus
        );
    }

    private async Task<HttpReply> SnapshotsAsync(CancellationToken stop)
    {
        var line = await saved.Snapshots.ReadAsync(stop);
        var counts = await saved.CountChangesAsync(line, CountBudget, stop);
        return HttpReply.Of(
            new ShownSnapshots
            {
                Count = line.Count,
                Damaged = [.. line.Damaged.Select(id => id.ToString())],
                Snapshots =
                [
                    .. line.WithBefore()
                        .Select(one =>
                            ShownSnapshot.Of(one.Snapshot) with
                            {
                                Before = one.Before?.Id.ToString(),
                                Changes = counts.GetValueOrDefault(one.Snapshot.Id),
                            }
                        ),
                ],
            },
            DashboardJson.Default.ShownSnapshots
        );
    }

    private async Task<HttpReply> SnapshotAsync(string id, CancellationToken stop)
    {
        var line = await saved.Snapshots.ReadAsync(stop);
        if (line.Find(id) is not { } snapshot)
        {
            return NoSnapshot();
        }

        return HttpReply.Of(
            new ShownReleases
            {
                Snapshot = ShownSnapshot.Of(snapshot),
                Releases = [.. (await saved.ReleasesOfAsync(snapshot, stop)).Select(ShownRelease.Of)],
            },
            DashboardJson.Default.ShownReleases
        );
    }

    private async Task<HttpReply> HistoryAsync(string ns, string name, CancellationToken stop)
    {
        var line = await saved.Snapshots.ReadAsync(stop);
        var (revisions, isComplete) = await saved.HistoryAsync(line, ns, name, HistoryBudget, stop);
        return revisions.Count == 0 && isComplete
            ? HttpReply.Say(404, "No snapshot holds a release of this name.")
            : HttpReply.Of(
                new ShownHistory
                {
                    Name = name,
                    Namespace = ns,
                    IsComplete = isComplete,
                    Revisions =
                    [
                        .. revisions.Select(one => new ShownRevision
                        {
                            Release = ShownRelease.Of(one.Revision),
                            First = one.First.Id.ToString(),
                            FirstSeen = one.First.Time,
                            Last = one.Last.Id.ToString(),
                        }),
                    ],
                },
                DashboardJson.Default.ShownHistory
            );
    }

    private async Task<HttpReply> DifferenceAsync(HttpRequest request, CancellationToken stop)
    {
        var line = await saved.Snapshots.ReadAsync(stop);
        if (line.Find(request.FindQuery("from")) is not { } from || line.Find(request.FindQuery("to")) is not { } to)
        {
            return NoSnapshot();
        }

        return HttpReply.Of(
            new ShownDifference
            {
                From = ShownSnapshot.Of(from),
                To = ShownSnapshot.Of(to),
                Changes = [.. (await saved.CompareAsync(from, to, stop)).Select(Shown)],
            },
            DashboardJson.Default.ShownDifference
        );
    }

    private static ShownChange Shown(ReleaseChange change) =>
        new()
        {
            Name = change.Release.Name,
            Namespace = change.Release.Namespace,
            From = change.From is { } from ? ShownRelease.Of(from) : null,
            To = change.To is { } to ? ShownRelease.Of(to) : null,
        };

    private static HttpReply NoSnapshot() => HttpReply.Say(404, "There is no snapshot of this name (any more).");
}
