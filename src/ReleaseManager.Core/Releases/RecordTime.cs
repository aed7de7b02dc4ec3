using System.Globalization;

namespace ReleaseManager.Core.Releases;

/// <summary>Times as Go writes and reads them in JSON: RFC 3339 with up to nine fractional digits.</summary>
public static class RecordTime
{
    private const int TicksDigits = 7;

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
    /// <param name="time">The time; null for Go's zero time.</param>
    /// <returns>False where Go refuses the text.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out DateTimeOffset? time)
    {
        time = null;
        // Only the hour may have a single digit (time.Parse, before and after Go's stricter RFC 3339 check).
        if (
            !Digits(ref text, 4, out var year)
            || !Literal(ref text, '-')
            || !Digits(ref text, 2, out var month)
            || !Literal(ref text, '-')
            || !Digits(ref text, 2, out var day)
            || !Literal(ref text, 'T')
            || !(Digits(ref text, 2, out var hour) || Digits(ref text, 1, out hour))
            || !Literal(ref text, ':')
            || !Digits(ref text, 2, out var minute)
            || !Literal(ref text, ':')
            || !Digits(ref text, 2, out var second)
        )
        {
            return false;
        }

        var ticks = Fraction(ref text);
        if (!Offset(text, out var offset) || month is < 1 or > 12 || hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        // Year 0 is a time for Go and not for .NET; it has the days of the leap year 4.
        if (day < 1 || day > DateTime.DaysInMonth(year == 0 ? 4 : year, month))
        {
            return false;
        }

        if (year > 0)
        {
            var local = new DateTime(year, month, day, hour, minute, second, DateTimeKind.Unspecified).AddTicks(ticks);
            time = At(local, offset);
        }

        return true;
    }

    private static DateTimeOffset? At(DateTime local, TimeSpan offset)
    {
        var utc = local.Ticks - offset.Ticks;
        if (utc <= 0 || utc > DateTime.MaxValue.Ticks)
        {
            return utc <= 0 ? null : DateTimeOffset.MaxValue;
        }

        // .NET knows no offset beyond fourteen hours; Go does.
        return Math.Abs(offset.TotalHours) <= 14
            ? new DateTimeOffset(local, offset)
            : new DateTimeOffset(utc, TimeSpan.Zero);
    }

    private static long Fraction(ref ReadOnlySpan<char> text)
    {
        if (text.Length < 2 || text[0] is not ('.' or ',') || !char.IsAsciiDigit(text[1]))
        {
            return 0;
        }

        long ticks = 0;
        var count = 0;
        for (text = text[1..]; text.Length > 0 && char.IsAsciiDigit(text[0]); text = text[1..], count++)
        {
            ticks = count < TicksDigits ? (ticks * 10) + (text[0] - '0') : ticks;
        }

        for (; count < TicksDigits; count++)
        {
            ticks *= 10;
        }

        return ticks;
    }

    private static bool Offset(ReadOnlySpan<char> text, out TimeSpan offset)
    {
        offset = TimeSpan.Zero;
        if (text is "Z")
        {
            return true;
        }

        var sign = text.Length > 0 && text[0] is '+' or '-' ? text[0] : '\0';
        if (sign == '\0')
        {
            return false;
        }

        text = text[1..];
        if (
            !Digits(ref text, 2, out var hours)
            || !Literal(ref text, ':')
            || !Digits(ref text, 2, out var minutes)
            || text.Length > 0
            || hours > 24
            || minutes > 60
        )
        {
            return false;
        }

        offset = new TimeSpan(hours, minutes, 0) * (sign == '-' ? -1 : 1);
        return true;
    }

    private static bool Digits(ref ReadOnlySpan<char> text, int count, out int value)
    {
        value = 0;
        if (text.Length < count)
        {
            return false;
        }

        foreach (var digit in text[..count])
        {
            if (!char.IsAsciiDigit(digit))
            {
                return false;
            }

            value = (value * 10) + (digit - '0');
        }

        text = text[count..];
        return true;
    }

    private static bool Literal(ref ReadOnlySpan<char> text, char wanted)
    {
        if (text.Length == 0 || text[0] != wanted)
        {
            return false;
        }

        text = text[1..];
        return true;
    }
}
