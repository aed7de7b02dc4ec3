using System.Text.Json.Nodes;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.Import.Versions;

/// <summary>
/// EndpointSlice before <c>discovery.k8s.io/v1</c> (removed in Kubernetes 1.25): node and zone were labels of a topology, of which v1 shows
/// the rest and takes none.
/// </summary>
internal static class EndpointSliceVersions
{
    private const string NodeLabel = "kubernetes.io/hostname";
    private const string ZoneLabel = "topology.kubernetes.io/zone";

    public static IEnumerable<VersionStep> Steps =>
        [VersionStep.Of("EndpointSlice", "discovery.k8s.io/v1beta1", "discovery.k8s.io/v1", ToV1)];

    private static void ToV1(JsonObject item, ConversionNotes notes)
    {
        foreach (var endpoint in item.Objects("endpoints"))
        {
            if (endpoint.Take("topology") is not JsonObject topology)
            {
                continue;
            }

            topology.Move(ZoneLabel, endpoint, "zone");
            if (!endpoint.Has("nodeName"))
            {
                topology.Move(NodeLabel, endpoint, "nodeName");
            }
            else if (topology[NodeLabel].Text() == endpoint["nodeName"].Text())
            {
                topology.Remove(NodeLabel);
            }

            if (topology.Count > 0)
            {
                endpoint["deprecatedTopology"] = topology;
                notes.Add("topology other than node and zone is lost: the new version takes none");
            }
        }
    }
}
