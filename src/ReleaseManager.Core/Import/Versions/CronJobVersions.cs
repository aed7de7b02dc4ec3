using System.Text.Json.Nodes;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.Import.Versions;

/// <summary>
/// CronJob before <c>batch/v1</c> (removed in Kubernetes 1.25). The members are the same; a time zone inside of the schedule, which the
/// old controllers took, is refused by newer servers and has a member of its own in all clusters without the old version.
/// </summary>
internal static class CronJobVersions
{
    private static readonly string[] Prefixes = ["CRON_TZ=", "TZ="];

    public static IEnumerable<VersionStep> Steps =>
        [
            VersionStep.Of("CronJob", "batch/v2alpha1", "batch/v1beta1"),
            VersionStep.Of("CronJob", "batch/v1beta1", "batch/v1", ToV1),
        ];

    private static void ToV1(JsonObject item, ConversionNotes notes)
    {
        if (item.Object("spec") is not { } spec || spec.Has("timeZone"))
        {
            return;
        }

        var schedule = spec["schedule"].Text()?.TrimStart() ?? "";
        var prefix = Prefixes.FirstOrDefault(each => schedule.StartsWith(each, StringComparison.Ordinal));
        var end = schedule.IndexOf(' ', StringComparison.Ordinal);
        if (prefix is null || end < 0)
        {
            return;
        }

        spec["timeZone"] = schedule[prefix.Length..end];
        spec["schedule"] = schedule[end..].TrimStart();
        notes.Add("the time zone moves from schedule to timeZone");
    }
}
