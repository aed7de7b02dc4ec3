using System.Text.Json.Nodes;

namespace ReleaseManager.Lab.Import;

/// <summary>A quota that leaves no room for another Deployment.</summary>
internal static class DeploymentQuota
{
    /// <summary>Puts it into a namespace, and waits until the API server goes by it.</summary>
    public static async Task CreateAsync(LabApi api, string ns, CancellationToken stop)
    {
        var path = $"/api/v1/namespaces/{ns}/resourcequotas";
        var quota = new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "none" },
            ["spec"] = new JsonObject { ["hard"] = new JsonObject { ["count/deployments.apps"] = "0" } },
        };
        await api.CreateAsync(path, quota, stop);
        await Poll.UntilAsync(
            "the quota",
            TimeSpan.FromSeconds(30),
            async inner => (await api.GetAsync($"{path}/none", inner))?["status"]?["used"] is not null,
            stop: stop
        );
    }
}
