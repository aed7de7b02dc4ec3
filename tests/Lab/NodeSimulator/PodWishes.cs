using System.Globalization;
using System.Text.Json.Nodes;

namespace ReleaseManager.Lab;

/// <summary>What a Pod asks of the node simulator by annotations.</summary>
/// <param name="Fail"><c>lab.releasemanager/fail: "true"</c>: the Pod fails.</param>
/// <param name="Hold"><c>lab.releasemanager/hold: "true"</c>: the Pod stays Pending.</param>
/// <param name="Delay"><c>lab.releasemanager/delay: "2.5"</c>: seconds before it runs, succeeds or fails.</param>
/// <param name="Log"><c>lab.releasemanager/log: text</c>: what its containers have written; a line of the lab's own if absent.</param>
internal sealed record PodWishes(bool Fail, bool Hold, TimeSpan Delay, string? Log)
{
    private const string Prefix = "lab.releasemanager/";

    public static PodWishes Of(JsonObject pod)
    {
        var annotations = pod["metadata"]?["annotations"];
        string? Wish(string name) => annotations?[Prefix + name]?.GetValue<string>();
        // A Pod with nonsense for a delay must not end the simulator: it runs at once.
        _ = double.TryParse(Wish("delay"), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds);
        return new PodWishes(
            Wish("fail") is "true",
            Wish("hold") is "true",
            TimeSpan.FromSeconds(Math.Clamp(seconds, 0, 3600)),
            Wish("log")
        );
    }
}
