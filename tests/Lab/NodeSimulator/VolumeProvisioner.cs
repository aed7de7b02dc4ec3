using System.Text.Json.Nodes;

namespace ReleaseManager.Lab;

/// <summary>Makes a volume for each claim that has none, and removes it when the claim has gone.</summary>
internal sealed class VolumeProvisioner(LabApi api)
{
    private const string Label = "lab.releasemanager/provisioned";

    /// <summary>The volumes that this provisioner has made.</summary>
    public const string VolumesPath = $"/api/v1/persistentvolumes?labelSelector={Label}";

    public async Task HandleClaimAsync(JsonObject claim, CancellationToken stop)
    {
        var metadata = claim["metadata"]!;
        var spec = claim["spec"]!;
        if (metadata["deletionTimestamp"] is not null || spec["volumeName"] is not null || spec["selector"] is not null)
        {
            return;
        }

        var uid = metadata["uid"]!.GetValue<string>();
        var volume = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["name"] = $"lab-{uid}",
                ["labels"] = new JsonObject { [Label] = "true" },
            },
            ["spec"] = new JsonObject
            {
                ["accessModes"] = spec["accessModes"]!.DeepClone(),
                ["capacity"] = spec["resources"]!["requests"]!.DeepClone(),
                ["storageClassName"] = spec["storageClassName"]?.DeepClone() ?? "",
                ["volumeMode"] = spec["volumeMode"]?.DeepClone(),
                ["persistentVolumeReclaimPolicy"] = "Retain",
                ["hostPath"] = new JsonObject { ["path"] = $"/nowhere/{uid}" },
                ["claimRef"] = new JsonObject
                {
                    ["apiVersion"] = "v1",
                    ["kind"] = "PersistentVolumeClaim",
                    ["namespace"] = metadata["namespace"]!.DeepClone(),
                    ["name"] = metadata["name"]!.DeepClone(),
                    ["uid"] = uid,
                },
            },
        };
        await api.CreateAsync("/api/v1/persistentvolumes", volume, stop);
    }

    public async Task HandleVolumeAsync(JsonObject volume, CancellationToken stop)
    {
        if (
            volume["status"]?["phase"]?.GetValue<string>() is "Released"
            && volume["metadata"]!["deletionTimestamp"] is null
        )
        {
            await api.DeleteAsync(
                $"/api/v1/persistentvolumes/{volume["metadata"]!["name"]!.GetValue<string>()}",
                null,
                stop
            );
        }
    }
}
