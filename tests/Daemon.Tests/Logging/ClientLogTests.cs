using ReleaseManager.Core.Clusters;
using ReleaseManager.Daemon.Logging;
using Xunit;

namespace ReleaseManager.Daemon.Tests.Logging;

public sealed class ClientLogTests
{
    private readonly RecordedLog _log = new(TimeProvider.System);

    [Fact]
    public void A_warning_of_the_API_server_is_an_event_for_whoever_looks_for_a_fault()
    {
        ClientLog.Tell(new KubeClientOptions(), _log).OnWarning!("batch/v1beta1 CronJob is deprecated");

        var told = Assert.Single(_log.Events);
        Assert.Equal((DaemonLogLevel.Debug, "cluster.warning"), (told.Level, told.Name));
        Assert.EndsWith("batch/v1beta1 CronJob is deprecated", told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_request_is_an_event_by_whose_figures_one_can_search()
    {
        var behaves = ClientLog.Tell(new KubeClientOptions { MaxRetries = 3 }, _log);
        behaves.OnRequest!(new RequestTrace("GET", "/api/v1/secrets?limit=500", 429, TimeSpan.FromMilliseconds(7), 2));

        Assert.Equal(3, behaves.MaxRetries);
        var told = Assert.Single(_log.Events);
        Assert.Equal((DaemonLogLevel.Debug, "cluster.request"), (told.Level, told.Name));
        Assert.Equal(
            [
                ("method", "GET"),
                ("path", "/api/v1/secrets?limit=500"),
                ("status", 429),
                ("milliseconds", 7L),
                ("attempt", 2),
            ],
            told.Fields
        );
    }
}
