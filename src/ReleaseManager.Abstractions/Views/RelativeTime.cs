using System.Globalization;

namespace ReleaseManager.Views;

/// <summary>Says in tables how long ago something was, in at most thirteen characters.</summary>
public static class RelativeTime
{
    private static readonly (string Name, double Seconds)[] Units =
    [
        ("year", 365.25 * 86400),
        ("month", 365.25 / 12 * 86400),
        ("day", 86400),
        ("hour", 3600),
        ("min", 60),
    ];

    /// <summary>For example <c>3 hours ago</c>; empty where there is no time.</summary>
    public static string Of(DateTimeOffset? time) => Of(time, TimeProvider.System.GetUtcNow());

    /// <summary>The same at a given moment.</summary>
    /// <param name="now">Clocks differ: what seems to come is just now as well, and far ahead of it is shown as the day that it is.</param>
    public static string Of(DateTimeOffset? time, DateTimeOffset now)
    {
        // The zero of a time that was never set.
        if (time is not { Year: > 1 } at)
        {
            return "";
        }

        var seconds = (now - at).TotalSeconds;
        if (seconds < -3600)
        {
            return at.LocalDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        }

        foreach (var (name, length) in Units)
        {
            if (seconds >= length)
            {
                var count = (long)(seconds / length);
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"{count} {name}{(count == 1 || name == "min" ? "" : "s")} ago"
                );
            }
        }

        return "just now";
    }
}
