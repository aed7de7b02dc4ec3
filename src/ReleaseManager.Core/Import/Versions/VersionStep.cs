using System.Text.Json.Nodes;
using ReleaseManager.Core.Clusters;

namespace ReleaseManager.Core.Import.Versions;

/// <summary>How objects of a removed version are written in the version that came after it.</summary>
/// <param name="Convert">
/// Rewrites all but <c>apiVersion</c>, in place, and tells what that changes; null where only the version's name differs. Members that it
/// does not know stay where they are.
/// </param>
internal sealed record VersionStep(ResourceKind From, ResourceKind To, Action<JsonObject, ConversionNotes>? Convert)
{
    /// <param name="from">The removed version as <c>group/version</c>.</param>
    /// <param name="to">Its successor.</param>
    public static VersionStep Of(
        string kind,
        string from,
        string to,
        Action<JsonObject, ConversionNotes>? convert = null
    ) => new(ResourceKind.Of(from, kind), ResourceKind.Of(to, kind), convert);

    /// <summary>Versions of a group that differ in nothing but their name, the oldest first.</summary>
    public static IEnumerable<VersionStep> Renamed(string group, string[] versions, params string[] kinds) =>
        kinds.SelectMany(kind =>
            versions.Zip(versions.Skip(1), (from, to) => Of(kind, $"{group}/{from}", $"{group}/{to}"))
        );
}
