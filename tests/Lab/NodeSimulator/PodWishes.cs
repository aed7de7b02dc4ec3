using System.Globalization;
using System.Text.Json.Nodes;

namespace ReleaseManager.Lab;

/// <summary>What a Pod asks of the node simulator by annotations.</summary>
/// <param name="Fail"><c>lab.releasemanager/fail: "true"</c>: the Pod fails.</param>
/// <param name="Hold"><c>lab.releasemanager/hold: "true"</c>: the Pod stays Pending.</param>
/// <param name="Delay"><c>lab.releasemanager/delay: "2.5"</c>: seconds before it runs, succeeds or fails.</param>
internal sealed record PodWishes(bool Fail, bool Hold, TimeSpan Delay)
{
    private const string Prefix = "lab.releasemanager/";

    public static PodWishes Of(JsonObject pod)
    {
        var annotations = pod["metadata"]?["annotations"];
        var delay = annotations?[Prefix + "delay"]?.GetValue<string>();
        return new PodWishes(
            IsTrue(annotations?[Prefix + "fail"]),
            IsTrue(annotations?[Prefix + "hold"]),
            TimeSpan.FromSeconds(delay is null ? 0 : double.Parse(delay, CultureInfo.InvariantCulture))
        );
    }

    private static bool IsTrue(JsonNode? annotation) =>
        string.Equals(annotation?.GetValue<string>(), "true", StringComparison.Ordinal);
}
