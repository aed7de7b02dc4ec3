using System.IO.Compression;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ReleaseManager.Lab.Scenario;

/// <summary>
/// Writes releases with their objects into a file that a sandbox can load: one object a line, gzip, in an order in which each
/// can be created (CRDs, namespaces, then the rest, records last), without what the server filled in.
/// </summary>
public static class FixtureFile
{
    // Readable when unpacked; nothing of it is ever put into HTML.
    private static readonly JsonSerializerOptions Format = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The releases that a demo shows: few, small, and each with something of its own.</summary>
    public static IReadOnlyList<string> Releases { get; } =
    [
        "shop/web",
        "shop/umbrella",
        "shop/generated",
        "team-a/steps",
        "team-a/conf",
        "team-b/web",
        "platform/operator",
        "platform/base",
        "alpha/things",
        "odd/text",
        "odd/scalars",
        "odd/repeated",
        "states/gone",
        "states/pinned",
        "states/stuck",
    ];

    /// <summary>Writes the releases of the demo as they are in a cluster.</summary>
    /// <returns>How many objects were written.</returns>
    public static async Task<int> WriteAsync(LabApi api, string path, CancellationToken stop)
    {
        var objects = (await ClusterDump.ReadAsync(api, stop)).Values.Where(IsOfInterest).OrderBy(Rank).ToList();
        await using var zip = new GZipStream(File.Create(path), CompressionLevel.SmallestSize);
        await using var writer = new StreamWriter(zip) { NewLine = "\n" };
        foreach (var item in objects)
        {
            ServerFields.Remove(item);
            await writer.WriteLineAsync(item.ToJsonString(Format).AsMemory(), stop);
        }

        return objects.Count;
    }

    private static bool IsOfInterest(JsonObject item)
    {
        var metadata = item["metadata"]!.AsObject();
        var annotations = metadata.Child("annotations");
        var owner =
            $"{annotations.Text("meta.helm.sh/release-namespace")}/{annotations.Text("meta.helm.sh/release-name")}";
        return item.Text("kind") switch
        {
            "CustomResourceDefinition" => true,
            "Namespace" => IsReleases(owner) || HasReleases(metadata.Text("name")),
            _ when StoredRecords.IsRecord(item) => IsReleases(
                $"{metadata.Text("namespace")}/{metadata.Child("labels").Text("name")}"
            ),
            _ => IsReleases(owner),
        };
    }

    private static bool IsReleases(string release) => Releases.Contains(release, StringComparer.Ordinal);

    private static bool HasReleases(string ns) =>
        Releases.Any(release => release.StartsWith(ns + "/", StringComparison.Ordinal));

    private static (int Rank, string Id) Rank(JsonObject item) =>
        (
            item.Text("kind") switch
            {
                "CustomResourceDefinition" => 0,
                "Namespace" => 1,
                _ when StoredRecords.IsRecord(item) => 3,
                _ => 2,
            },
            ObjectId.Of(item).ToString()
        );
}
