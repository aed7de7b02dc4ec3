using System.Globalization;
using System.Text;
using ReleaseManager.Daemon.Dashboard;

namespace ReleaseManager.Daemon.Http;

/// <summary><c>/releases</c>: what the newest good snapshot of the backend holds; unlike the original's, without values.</summary>
internal sealed class ReleasesEndpoint(SavedView saved)
{
    /// <summary>The answer: JSON, or a table for who asks for plain text.</summary>
    public async Task<HttpReply> MakeAsync(HttpRequest request, CancellationToken stop)
    {
        var line = await saved.Snapshots.ReadAsync(stop);
        var good = line.NewestGood;
        var shown = new ShownReleases
        {
            Snapshot = good is null ? null : ShownSnapshot.Of(good),
            Releases = good is null ? [] : [.. (await saved.ReleasesOfAsync(good, stop)).Select(ShownRelease.Of)],
        };
        var reply = WantsText(request.Accept)
            ? new HttpReply
            {
                Status = 200,
                Type = HttpReply.Text,
                Body = Encoding.UTF8.GetBytes(Table(shown.Releases)),
            }
            : HttpReply.Of(shown, DashboardJson.Default.ShownReleases);
        return reply with { Headers = [("Vary", "Accept")] };
    }

    private static bool WantsText(string accept) =>
        accept.Contains("text/plain", StringComparison.OrdinalIgnoreCase)
        && !accept.Contains("application/json", StringComparison.OrdinalIgnoreCase);

    private static string Table(IReadOnlyList<ShownRelease> releases) =>
        AlignedText.Of([
            ["NAME", "NAMESPACE", "REVISION", "UPDATED", "STATUS", "CHART", "APP VERSION"],
            .. releases.Select(one =>
                (IReadOnlyList<string>)
                    [
                        one.Name,
                        one.Namespace,
                        one.Revision.ToString(CultureInfo.InvariantCulture),
                        one.Updated?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "",
                        one.Status,
                        one.Chart is null ? "" : $"{one.Chart}-{one.ChartVersion}",
                        one.AppVersion ?? "",
                    ]
            ),
        ]);
}
