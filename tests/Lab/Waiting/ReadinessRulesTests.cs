using System.Collections.Concurrent;
using System.Globalization;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Clusters.Readiness;
using ReleaseManager.Core.Releases;
using ReleaseManager.Lab.RoundTrip;
using Xunit;

namespace ReleaseManager.Lab.Waiting;

/// <summary>What real Helm waits for is what the product waits for, object by object in the same cluster.</summary>
public sealed class ReadinessRulesTests(LabFixture lab)
{
    private const string Namespace = "waiting";
    private const int HelmsAtOnce = 8;

    // Long enough for what gets ready, on a busy machine; Helm needs all of it to find that something does not.
    private static readonly TimeSpan ForReady = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ForUnready = TimeSpan.FromSeconds(8);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_object_that_helm_waits_for_in_vain_is_not_ready_and_no_other()
    {
        var (a, _) = await lab.EmptyAsync();
        await a.Kubectl.RequireAsync(["create", "namespace", Namespace], Stop);
        var wrong = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(
            ReadinessCases.All,
            new ParallelOptions { MaxDegreeOfParallelism = HelmsAtOnce, CancellationToken = Stop },
            async (one, stop) =>
            {
                var helm = await InstallAsync(a, one, stop);
                var unready = await LookAsync(a, one, stop);
                if (helm.Succeeded != one.Ready || (unready.Count == 0) != one.Ready)
                {
                    wrong.Add(
                        $"{one.Name}: Helm {(helm.Succeeded ? "is content" : helm.Error.Trim())}; we: "
                            + $"{(unready.Count == 0 ? "ready" : string.Join(", ", unready))}; expected {one.Ready}"
                    );
                }
            }
        );

        Assert.True(wrong.IsEmpty, string.Join('\n', wrong.Order(StringComparer.Ordinal)));
    }

    private async Task<ToolResult> InstallAsync(KubernetesCluster cluster, ReadinessCase one, CancellationToken stop)
    {
        var chart = await WrittenChart.WriteAsync(lab.CreateFolder(), one.Name, one.Template);
        string[] place = [one.Name, chart, $"--namespace={Namespace}"];
        if (one.PodsFirst)
        {
            await cluster.Helm.RequireAsync(["install", .. place], stop);
            await Poll.UntilAsync($"a Pod of {one.Name}", ForReady, _ => HasPodAsync(cluster, one, stop), stop: stop);
        }

        var timeout = (one.Ready ? ForReady : ForUnready).TotalSeconds.ToString(CultureInfo.InvariantCulture);
        return await cluster.Helm.RunAsync(
            [
                one.PodsFirst ? "upgrade" : "install",
                .. place,
                "--wait",
                $"--timeout={timeout}s",
                .. (string[])(one.Jobs ? ["--wait-for-jobs"] : []),
            ],
            stop
        );
    }

    private static async Task<bool> HasPodAsync(KubernetesCluster cluster, ReadinessCase one, CancellationToken stop)
    {
        string[] list = ["get", "pods", $"--namespace={Namespace}", $"--selector=app={one.Name}", "--output=name"];
        return (await cluster.Kubectl.RequireAsync(list, stop)).Length > 0;
    }

    private static async Task<IReadOnlyList<UnreadyObject>> LookAsync(
        KubernetesCluster cluster,
        ReadinessCase one,
        CancellationToken stop
    )
    {
        using var client = Trip.Connect(cluster);
        var catalog = await client.DiscoverAsync(refresh: false, stop);
        var addresses = Manifest
            .Parse(one.Template)
            .Select(item => (Item: item, Resource: catalog.Require(item.Group, item.Version, item.Kind)))
            .Select(each => new ResourceAddress(
                each.Resource,
                each.Resource.Namespaced ? Namespace : null,
                each.Item.Name
            ))
            .ToList();
        return await new ReadinessWait(client, TimeProvider.System).UntilReadyAsync(
            addresses,
            one.Jobs,
            TimeSpan.Zero,
            stop
        );
    }
}
