using System.Globalization;

namespace ReleaseManager.Core.Releases;

/// <summary>Times as Go writes and reads them in JSON: RFC 3339 with up to nine fractional digits.</summary>
public static class RecordTime
{
    /// <summary>
    /// The form in which Go writes a time (RFC3339Nano): no trailing zeros in the fraction, <c>Z</c> for UTC.
    /// </summary>
    public static string Format(DateTimeOffset time)
    {
        var text = time.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture);
        return time.Offset == TimeSpan.Zero ? text + "Z" : text + time.ToString("zzz", CultureInfo.InvariantCulture);
    }

    /// <summary>Reads a time as Go does; digits below 100 ns are cut.</summary>
    /// <param name="text">The text between the quotes, as it stands there.</param>
    /// <param name="time">The time; null for Go's zero time and what comes before it.</param>
    /// <returns>False where Go refuses the text.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out DateTimeOffset? time)
    {
        time = null;
        if (!GoTime.TryParseRfc3339(text, out var parts))
        {
            return false;
        }

        if (parts.Year > 0)
        {
            var date = new DateTime(parts.Year, parts.Month, parts.Day, 0, 0, 0, DateTimeKind.Unspecified);
            time = At(date.Ticks + parts.TimeOfDay.Ticks, parts.Offset);
        }

        return true;
    }

    private static DateTimeOffset? At(long local, TimeSpan offset)
    {
        var utc = local - offset.Ticks;
        if (utc <= 0)
        {
            return null;
        }

        // .NET knows no offset beyond fourteen hours and no year beyond 9999; Go does.
        return utc > DateTimeOffset.MaxValue.Ticks ? DateTimeOffset.MaxValue
            : Math.Abs(offset.TotalHours) <= 14 ? new DateTimeOffset(local, offset)
            : new DateTimeOffset(utc, TimeSpan.Zero);
    }
}
