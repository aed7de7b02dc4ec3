using ReleaseManager.Contracts;
using ReleaseManager.Daemon.Dashboard;
using Xunit;

namespace ReleaseManager.Daemon.Tests.Http;

public sealed class SecrecyTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_answer_holds_anything_of_a_record_but_what_lists_show(bool withToken)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.Below("token"), "the-token-itself", Stop);
        await using var stage = await new ServerStage
        {
            Options = new() { Listen = "127.0.0.1:0", TokenFile = withToken ? folder.Below("token") : null },
        }.WithTwoSnapshotsAsync();
        if (withToken)
        {
            stage.Client.DefaultRequestHeaders.Add("Authorization", "Bearer the-token-itself");
        }

        var told = "";
        foreach (
            var path in (string[])
                [
                    .. DashboardFiles.Paths,
                    "/livez",
                    "/readyz",
                    "/healthz",
                    "/metrics",
                    "/debug/vars",
                    "/releases",
                    "/api/status",
                    "/api/snapshots",
                    "/api/snapshots/1",
                    "/api/snapshots/2",
                    "/api/snapshots/3",
                    "/api/releases/shop/web",
                    "/api/releases/tools/cache",
                    "/api/diff?from=1&to=2",
                    "/api/diff?from=1&to=9",
                    "/nothing",
                ]
        )
        {
            using var reply = await stage.Client.GetAsync(new Uri(path, UriKind.Relative), Stop);
            told += reply.Headers + await reply.Content.ReadAsStringAsync(Stop);
        }

        // It is there to be found: the names are told, and of what else the records hold nothing.
        Assert.Contains("cache", told, StringComparison.Ordinal);
        Assert.DoesNotContain(ServerStage.Sentinel, told, StringComparison.Ordinal);
        Assert.DoesNotContain("the-token-itself", told, StringComparison.Ordinal);
        Assert.DoesNotContain(Environment.CommandLine.Split(' ')[0], told, StringComparison.Ordinal);
    }
}
