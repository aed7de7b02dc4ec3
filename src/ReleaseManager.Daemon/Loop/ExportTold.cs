using ReleaseManager.Daemon.Logging;

namespace ReleaseManager.Daemon.Loop;

/// <summary>Tells what exports did; what every export finds again is told once.</summary>
internal sealed class ExportTold(IDaemonLog log)
{
    private readonly News _warnings = new();
    private readonly News _problems = new();
    private readonly News _plans = new();

    /// <summary>Tells of one export that went well.</summary>
    public void Tell(ExportResult result, TimeSpan took)
    {
        if (result.Written)
        {
            Tell(
                DaemonLogLevel.Information,
                "export.written",
                $"Snapshot {result.Sequence} was written.",
                result,
                took
            );
            if (result.Suspect is { } why)
            {
                Tell(
                    DaemonLogLevel.Warning,
                    "export.suspect",
                    $"Snapshot {result.Sequence} is marked suspect, and imports pass it over: {why}",
                    result,
                    took
                );
            }
        }
        else if (result.Changed)
        {
            foreach (
                var _ in _plans.Of([
                    $"{result.Sequence} {result.Releases} {result.Revisions} {result.ChangedRevisions} {result.RemovedRevisions}",
                ])
            )
            {
                Tell(
                    DaemonLogLevel.Information,
                    "export.planned",
                    $"Snapshot {result.Sequence} would be written.",
                    result,
                    took
                );
            }
        }
        else
        {
            Tell(
                DaemonLogLevel.Debug,
                "export.unchanged",
                $"Snapshot {result.Sequence} still says it all.",
                result,
                took
            );
        }

        foreach (var warning in _warnings.Of(result.Warnings))
        {
            log.Write(new DaemonEvent(DaemonLogLevel.Warning, "export.warning", warning));
        }

        foreach (
            var problem in _problems.Of(
                result.Problems.Select(one =>
                    $"Revision {one.Revision} of release '{one.Name}' in namespace '{one.Namespace}' is saved as it is, since it cannot be read: {one.Reason}"
                )
            )
        )
        {
            log.Write(new DaemonEvent(DaemonLogLevel.Warning, "export.problem", problem));
        }
    }

    private void Tell(DaemonLogLevel level, string name, string message, ExportResult result, TimeSpan took) =>
        log.Write(
            new DaemonEvent(
                level,
                name,
                message,
                ("snapshot", result.Sequence),
                ("releases", result.Releases),
                ("revisions", result.Revisions),
                ("changed", result.ChangedRevisions),
                ("removed", result.RemovedRevisions),
                ("newBytes", result.NewBytes),
                ("milliseconds", (long)took.TotalMilliseconds)
            )
        );
}
