using System.Text;
using ReleaseManager.Core;
using ReleaseManager.Daemon.Dashboard;
using ReleaseManager.Daemon.Health;

namespace ReleaseManager.Daemon.Http;

/// <summary>
/// <c>/metrics</c>. What it tells of the state is what the server last read on its own: a scrape costs the backend nothing, and is answered while it is
/// away.
/// </summary>
internal sealed class MetricsEndpoint(
    DaemonHealth health,
    DaemonCounters counters,
    SnapshotShelf snapshots,
    TimeSpan interval,
    Func<(int Connections, long Cut)> connections
)
{
    /// <summary>The answer.</summary>
    public HttpReply Make(HttpRequest request)
    {
        var text = new MetricsText();
        text.Gauges("releasemanager_build_info", "The program.", "version", [(Product.Version, 1)]);
        WriteHealth(text);
        WriteJobs(text);
        WriteState(text);
        WriteProcess(text);
        return new HttpReply
        {
            Status = 200,
            Type = MetricsText.Type,
            Body = Encoding.UTF8.GetBytes(text.ToString()),
        };
    }

    private void WriteHealth(MetricsText text)
    {
        var report = health.Report();
        text.Gauge("releasemanager_healthy", "1 if /healthz answers 200.", report.IsHealthy ? 1 : 0);
        text.Gauges(
            "releasemanager_role",
            "1 for what this replica is there for.",
            "role",
            Enum.GetValues<DaemonRole>().Select(role => (HealthEndpoints.NameOf(role), report.Role == role ? 1.0 : 0))
        );
        text.Gauge("releasemanager_consecutive_failures", "Failures since the last good check.", report.Failures);
        text.Gauge(
            "releasemanager_last_good_check_timestamp_seconds",
            "When this replica last did well what it is there for.",
            report.LastGoodCheck
        );
        text.Gauge(
            "releasemanager_polling_interval_seconds",
            "How often state and cluster are to be compared.",
            interval.TotalSeconds
        );
    }

    private void WriteJobs(MetricsText text)
    {
        text.Counter("releasemanager_jobs_total", "Jobs begun.", counters[DaemonCounter.TotalJobs]);
        text.Counter("releasemanager_jobs_failed_total", "Jobs that failed.", counters[DaemonCounter.FailedJobs]);
        text.Counter(
            "releasemanager_revisions_saved_total",
            "Revisions of releases that were saved.",
            counters[DaemonCounter.SaveCount]
        );
        text.Counter(
            "releasemanager_snapshots_deleted_total",
            "Snapshots that retention removed.",
            counters[DaemonCounter.DeleteCount]
        );
        text.Counters(
            "releasemanager_errors_total",
            "Failures by what failed.",
            "kind",
            [
                ("helm", counters[DaemonCounter.HelmErrors]),
                ("state", counters[DaemonCounter.StateErrors]),
                ("save", counters[DaemonCounter.SaveErrors]),
                ("delete", counters[DaemonCounter.DeleteErrors]),
                ("s3", counters[DaemonCounter.S3Errors]),
                ("local", counters[DaemonCounter.LocalErrors]),
            ]
        );
    }

    private void WriteState(MetricsText text)
    {
        text.Gauge(
            "releasemanager_state_readable",
            "1 if the saved state could be read the last time that it was tried.",
            snapshots is { Last: not null, Error: null } ? 1 : 0
        );
        if (snapshots.Last is not { } line)
        {
            return;
        }

        text.Gauge(
            "releasemanager_state_read_timestamp_seconds",
            "When the saved state was last read for these figures.",
            line.ReadAt
        );
        text.Gauge("releasemanager_snapshots", "Snapshots that are saved.", line.Count);
        text.Gauge("releasemanager_snapshots_damaged", "Snapshots that cannot be read.", line.Damaged.Count);
        if (line.Newest is { } newest)
        {
            text.Gauge(
                "releasemanager_newest_snapshot_timestamp_seconds",
                "When the newest snapshot was taken.",
                newest.Time
            );
            text.Gauge("releasemanager_newest_snapshot_releases", "Releases in it.", newest.Releases);
            text.Gauge("releasemanager_newest_snapshot_revisions", "Revisions in it.", newest.Revisions);
            text.Gauge(
                "releasemanager_newest_snapshot_suspect",
                "1 if it may show a loss, and is not restored unasked.",
                newest.Suspect is null ? 0 : 1
            );
        }

        if (line.NewestGood is { } good)
        {
            text.Gauge(
                "releasemanager_newest_good_snapshot_timestamp_seconds",
                "When the newest snapshot was taken that is not suspect.",
                good.Time
            );
            text.Gauge("releasemanager_newest_good_snapshot_releases", "Releases in it.", good.Releases);
        }
    }

    private void WriteProcess(MetricsText text)
    {
        var (open, cut) = connections();
        text.Gauge("releasemanager_http_connections", "Connections that are open.", open);
        text.Counter("releasemanager_http_connections_cut_total", "Connections cut to make room for others.", cut);
        text.Gauge("process_start_time_seconds", "When the process began.", ProcessFigures.Started);
        text.Counter("process_cpu_seconds_total", "Processor time.", ProcessFigures.ProcessorTime.TotalSeconds);
        text.Gauge("process_resident_memory_bytes", "Resident memory.", ProcessFigures.ResidentBytes);
        text.Gauge("releasemanager_heap_bytes", "Objects, as of the last collection.", ProcessFigures.HeapBytes);
        text.Counters(
            "releasemanager_collections_total",
            "Garbage collections.",
            "generation",
            Enumerable.Range(0, GC.MaxGeneration + 1).Select(g => ($"{g}", (double)GC.CollectionCount(g)))
        );
        text.Gauge("releasemanager_pool_threads", "Threads of the pool.", ProcessFigures.PoolThreads);
    }
}
