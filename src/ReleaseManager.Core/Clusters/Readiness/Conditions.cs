using System.Text;
using ReleaseManager.Core.Clusters.Http;

namespace ReleaseManager.Core.Clusters.Readiness;

/// <summary>The conditions that an object's controller has noted in its status.</summary>
internal static class Conditions
{
    private const int LongestMessage = 300;

    /// <summary>Of these it is the presence that speaks of trouble; of all others the absence.</summary>
    private static readonly HashSet<string> Troubles = new(StringComparer.Ordinal)
    {
        "ReplicaFailure",
        "Failed",
        "FailureTarget",
        "Suspended",
        "Terminating",
        "DisruptionTarget",
        "NonStructuralSchema",
    };

    /// <summary>Whether a condition has this status.</summary>
    public static bool Has(KubeObject found, string type, string status) =>
        found
            .Items("status", "conditions")
            .Any(condition => condition.GetString("type") == type && condition.GetString("status") == status);

    /// <summary>The conditions that are not as they should be, as the end of a sentence; empty where there are none.</summary>
    public static string Unmet(KubeObject found)
    {
        var text = new StringBuilder();
        foreach (var condition in found.Items("status", "conditions"))
        {
            var type = condition.GetString("type") ?? "";
            var status = condition.GetString("status") ?? "";
            if (status == (Troubles.Contains(type) ? "False" : "True"))
            {
                continue;
            }

            text.Append($"; condition {type}={status}");
            var why = Why(condition);
            text.Append(why.Length == 0 ? "" : $" ({why})");
        }

        return text.ToString();
    }

    /// <summary>A message of the cluster in one line of bounded length and without the values that it may quote.</summary>
    public static string Shown(string? message)
    {
        var line = string.Join(
            ' ',
            StatusText
                .WithoutValues(message ?? "", aboutSecret: false)
                .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        );
        return line.Length > LongestMessage ? line[..LongestMessage] + " ..." : line;
    }

    private static string Why(KubeObject condition)
    {
        var reason = condition.GetString("reason") ?? "";
        var message = Shown(condition.GetString("message"));
        return reason.Length == 0 || message.Length == 0 ? reason + message : $"{reason}: {message}";
    }
}
