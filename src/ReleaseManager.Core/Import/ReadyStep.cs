using System.Globalization;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Clusters.Readiness;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.Import;

/// <summary>
/// Waits until what a release's manifest states is ready, as Helm's <c>--wait</c> does between objects and post-install hooks (Helm:
/// pkg/action/install.go performInstall).
/// </summary>
internal sealed class ReadyStep(ReplayContext context, SavedRelease release, ObjectWriter writer)
{
    /// <exception cref="ImportException">An object failed, or was not ready in time; the message says which, what it lacks and the last events.</exception>
    public async Task RunAsync(IReadOnlyList<ManifestObject> items, CancellationToken stop)
    {
        var addresses = new List<ResourceAddress>();
        foreach (var item in items.Where(item => item.Name.Length > 0))
        {
            addresses.Add(await writer.AddressAsync(item, stop));
        }

        var unready = await new ReadinessWait(context.Cluster, context.Time).UntilReadyAsync(
            addresses,
            context.Settings.WaitForJobs,
            context.Settings.ReleaseTimeout,
            stop
        );
        if (unready.Count == 0)
        {
            return;
        }

        var failed = unready.Where(one => one.Verdict.State == ReadinessState.Failed).ToList();
        var report = await new UnreadyReport(context.Cluster).DescribeAsync(failed.Count > 0 ? failed : unready, stop);
        var seconds = context.Settings.ReleaseTimeout.TotalSeconds;
        throw new ImportException(
            failed.Count > 0 ? "ReleaseFailedToStart" : "ReleaseNotReady",
            ErrorKind.Cluster,
            failed.Count > 0
                ? $"Release {release} failed to start: {report}"
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"Release {release} was not ready after {seconds:0.#} seconds: {report}"
                )
        )
        {
            Target = release.ToString(),
            Advice =
                "See what keeps it, then run the same import again: it goes on with waiting. A longer timeout, or no waiting, are ways too.",
        };
    }
}
