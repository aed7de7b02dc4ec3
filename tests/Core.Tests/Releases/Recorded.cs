using System.Text;
using System.Text.Json.Nodes;
using ReleaseManager.Core.Releases;
using ReleaseManager.Sandbox.Demo;

namespace ReleaseManager.Core.Tests.Releases;

/// <summary>Records that real Helm wrote: those that the sandbox brings for its demo.</summary>
internal static class Recorded
{
    /// <summary>All values as Helm stored them: base64 text.</summary>
    public static IReadOnlyList<byte[]> Values { get; } =
    [.. Fixtures.Read().Where(IsRecord).Select(ValueOf).OrderBy(value => value.Length)];

    /// <summary>The same, decoded.</summary>
    public static IReadOnlyList<byte[]> Bodies { get; } =
    [.. Values.Select(value => RecordCodec.Decode(value, DecodeLimits.Default))];

    private static bool IsRecord(JsonObject json) =>
        json["metadata"]!["name"]!.ToString().StartsWith("sh.helm.release.v1.", StringComparison.Ordinal);

    private static byte[] ValueOf(JsonObject json)
    {
        var text = json["data"]!["release"]!.ToString();
        return json["kind"]!.ToString() == "Secret" ? Convert.FromBase64String(text) : Encoding.ASCII.GetBytes(text);
    }
}
