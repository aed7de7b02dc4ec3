using System.Text.Json.Nodes;

namespace ReleaseManager.Core.Import.Versions;

/// <summary>
/// Claims of devices before <c>resource.k8s.io/v1</c>, from v1beta1 on: a request for one device went into a member of its own. What the
/// alpha versions said cannot be said any more.
/// </summary>
internal static class DeviceVersions
{
    private const string Group = "resource.k8s.io";

    private static readonly string[] Exact =
    [
        "deviceClassName",
        "selectors",
        "allocationMode",
        "count",
        "adminAccess",
        "tolerations",
        "capacity",
    ];

    public static IEnumerable<VersionStep> Steps =>
        [
            .. VersionStep.Renamed(Group, ["v1beta1", "v1beta2", "v1"], "DeviceClass"),
            VersionStep.Of("ResourceClaim", $"{Group}/v1beta1", $"{Group}/v1beta2", Claim),
            VersionStep.Of("ResourceClaimTemplate", $"{Group}/v1beta1", $"{Group}/v1beta2", Template),
            .. VersionStep.Renamed(Group, ["v1beta2", "v1"], "ResourceClaim", "ResourceClaimTemplate"),
        ];

    private static void Claim(JsonObject item, ConversionNotes notes) => Requests(item.Object("spec"));

    private static void Template(JsonObject item, ConversionNotes notes) =>
        Requests(item.Object("spec").Object("spec"));

    private static void Requests(JsonObject? claim)
    {
        foreach (var request in claim.Object("devices").Objects("requests"))
        {
            var exactly = new JsonObject();
            foreach (var member in Exact)
            {
                request.Move(member, exactly, member);
            }

            if (exactly.Count > 0)
            {
                request["exactly"] = exactly;
            }
        }
    }
}
