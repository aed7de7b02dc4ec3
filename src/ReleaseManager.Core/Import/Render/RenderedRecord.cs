using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.Import.Render;

/// <summary>The first revision of a release that helm has installed for an import, and how it is known again.</summary>
internal static class RenderedRecord
{
    public static ResourceAddress Address(SavedRelease release) =>
        new(RecordObject.Resource(release.Key.Driver), release.Namespace, $"sh.helm.release.v1.{release.Name}.v1");

    /// <summary>Whether the description of a revision is that of an import of this saved release with these values.</summary>
    public static bool IsOurs(string description, SavedRelease release, JsonObject values) =>
        description.EndsWith(Fingerprint(release, values), StringComparison.Ordinal);

    /// <summary>What <c>helm history</c> shows: where the release came from, and a fingerprint of what was asked for.</summary>
    public static string Description(int snapshot, SavedRelease release, JsonObject values) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"Restored from snapshot {snapshot}, revision {release.Base!.Revision} rendered anew {Fingerprint(release, values)}"
        );

    /// <summary>Reads it as it stands in the cluster; null where there is none that can be read.</summary>
    public static async Task<(KubeObject Found, Release Record)?> ReadAsync(
        KubeClient cluster,
        SavedRelease release,
        CancellationToken stop
    )
    {
        if (await cluster.GetAsync(Address(release), stop) is not { } found)
        {
            return null;
        }

        try
        {
            var json = RecordCodec.Decode(RecordObject.Value(release.Key.Driver, found), DecodeLimits.Default);
            return (found, Release.Parse(json, DecodeLimits.Default));
        }
        catch (RecordException)
        {
            return null;
        }
    }

    /// <summary>It stands beside the values themselves, so it tells nobody more than he knows.</summary>
    private static string Fingerprint(SavedRelease release, JsonObject values)
    {
        var canonical = CanonicalJson.Of(Encoding.UTF8.GetBytes(values.ToJsonString()), new CanonicalJson.Ignored());
        byte[] all = [.. Encoding.UTF8.GetBytes($"{release.Base!.Record}\n"), .. canonical];
        return $"({Convert.ToHexStringLower(SHA256.HashData(all).AsSpan(0, 8))})";
    }
}
