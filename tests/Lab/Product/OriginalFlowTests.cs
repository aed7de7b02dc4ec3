using ReleaseManager.Lab.Daemon;
using Xunit;

namespace ReleaseManager.Lab.Product;

/// <summary>
/// What the original's README has its users type, word by word, in a shell that finds the program. What a daemon in the old cluster makes of its own release
/// is proven beside the daemon (DisasterFlowTests).
/// </summary>
public sealed class OriginalFlowTests(LabFixture lab)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Applications_are_redeployed_after_a_blue_green_switch()
    {
        var (blue, green) = await lab.EmptyAsync();
        await FillAsync(blue);
        var shell = new ProgramOnPath(
            lab.CreateFolder(),
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["SOURCE_CLUSTER_KUBECONFIG"] = blue.Kubeconfig,
                ["DESTINATION_CLUSTER_KUBECONFIG"] = green.Kubeconfig,
                ["LOCAL_RELEASE_STATE_PATH"] = lab.CreateFolder(),
            }
        );

        await shell.RunScriptAsync(
            """
            releasemanager export local \
              --kubeconfig $SOURCE_CLUSTER_KUBECONFIG \
              --path $LOCAL_RELEASE_STATE_PATH
            """,
            Stop
        );
        await shell.RunScriptAsync(
            """
            releasemanager import local \
              --kubeconfig $DESTINATION_CLUSTER_KUBECONFIG \
              --path $LOCAL_RELEASE_STATE_PATH
            """,
            Stop
        );

        Assert.Equal(await ListAsync(blue), await ListAsync(green));
        await green.Helm.RequireAsync(["rollback", "web", "1", "--namespace", "shop"], Stop);
    }

    [Fact]
    public async Task Applications_are_deployed_into_a_failover_cluster_from_a_bucket()
    {
        var store = await lab.StoreAsync();
        await store.CreateBucketAsync("original-flow", versioned: true, Stop);
        var (production, failover) = await lab.EmptyAsync();
        await FillAsync(production);
        var shell = new ProgramOnPath(
            lab.CreateFolder(),
            new Dictionary<string, string>(StatePlace.Environment, StringComparer.Ordinal)
            {
                // What leads to a store that is not AWS was never typed.
                ["RELEASEMANAGER_ENDPOINT_URL"] = store.Endpoint.OriginalString,
                ["RELEASEMANAGER_FORCE_PATH_STYLE"] = "true",
                ["PROD_CLUSTER_KUBECONFIG"] = production.Kubeconfig,
                ["FAILOVER_CLUSTER_KUBECONFIG"] = failover.Kubeconfig,
                ["PROD_CLUSTER_BACKEND_PATH"] = "prod",
                ["FAILOVER_CLUSTER_BACKEND_PATH"] = "failover",
                ["RELEASE_MANAGER_STATE_BUCKET"] = "original-flow",
                ["BUCKET_REGION"] = "us-east-1",
            }
        );

        await shell.RunScriptAsync(
            """
            releasemanager export s3 \
              --kubeconfig $PROD_CLUSTER_KUBECONFIG \
              --path $PROD_CLUSTER_BACKEND_PATH \
              --bucket $RELEASE_MANAGER_STATE_BUCKET \
              --region $BUCKET_REGION
            """,
            Stop
        );
        await shell.RunScriptAsync(
            """
            releasemanager import s3 \
              --kubeconfig $FAILOVER_CLUSTER_KUBECONFIG \
              --path $PROD_CLUSTER_BACKEND_PATH \
              --new-path $FAILOVER_CLUSTER_BACKEND_PATH \
              --bucket $RELEASE_MANAGER_STATE_BUCKET \
              --region $BUCKET_REGION
            """,
            Stop
        );

        Assert.Equal(await ListAsync(production), await ListAsync(failover));
    }

    private static async Task FillAsync(KubernetesCluster cluster)
    {
        string[] web =
        [
            "upgrade",
            "--install",
            "web",
            LabCharts.At("plain"),
            "--namespace",
            "shop",
            "--create-namespace",
        ];
        await cluster.Helm.RequireAsync(web, Stop);
        await cluster.Helm.RequireAsync([.. web, "--set", "greeting=Again"], Stop);
        await cluster.Helm.RequireAsync(
            ["install", "conf", LabCharts.At("validated"), "--namespace", "team", "--create-namespace"],
            Stop
        );
    }

    private static Task<string> ListAsync(KubernetesCluster cluster) =>
        cluster.Helm.RequireAsync(["list", "-A", "--output", "json"], Stop);
}
