using System.Globalization;

namespace ReleaseManager.Cli.Output;

/// <summary>Times as Helm's tables show them (Go's <c>Time.String</c>).</summary>
internal static class GoTimeText
{
    /// <summary>The text; empty where there is no time.</summary>
    public static string Of(DateTimeOffset? time)
    {
        if (time is not { } at)
        {
            return "";
        }

        var offset = at.ToString("zzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal);
        var zone = at.Offset == TimeSpan.Zero ? "UTC" : offset;
        return at.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture) + $" {offset} {zone}";
    }
}
