using System.Runtime.InteropServices;

namespace ReleaseManager.Core.Releases;

/// <summary>A time as Go's <c>time.Parse</c> takes it apart.</summary>
/// <param name="Year">0 to 9999.</param>
/// <param name="Month">1 to 12.</param>
/// <param name="Day">1 to the month's last.</param>
/// <param name="TimeOfDay">To 100 ns; digits beyond are cut.</param>
/// <param name="Offset">From UTC, up to 25 hours either way.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct GoTime(int Year, int Month, int Day, TimeSpan TimeOfDay, TimeSpan Offset)
{
    private const int TicksDigits = 7;

    /// <summary>RFC 3339 as Go reads it in JSON: the hour may have one digit, the fraction any number.</summary>
    public static bool TryParseRfc3339(ReadOnlySpan<char> text, out GoTime time)
    {
        time = default;
        var cursor = new TextCursor(text);
        return TryDate(ref cursor, 2, out var date)
            && cursor.Take('T')
            && TryClock(ref cursor, 2, out var clock)
            && TryOffset(ref cursor, out var offset)
            && cursor.AtEnd
            && TryMake(date, clock, offset, out time);
    }

    /// <summary>Whether goyaml v2 takes a text for a timestamp (<c>allowedTimestampFormats</c> in its resolve.go).</summary>
    public static bool IsYamlTimestamp(ReadOnlySpan<char> text)
    {
        var cursor = new TextCursor(text);
        if (!TryDate(ref cursor, 1, out var date))
        {
            return false;
        }

        var (clock, offset) = (TimeSpan.Zero, TimeSpan.Zero);
        if (!cursor.AtEnd)
        {
            var zoned = cursor.Next is 'T' or 't';
            if (
                !cursor.Take('T', 't', ' ')
                || !TryClock(ref cursor, 1, out clock)
                || (zoned && !TryOffset(ref cursor, out offset))
            )
            {
                return false;
            }
        }

        return cursor.AtEnd && TryMake(date, clock, offset, out _);
    }

    private static bool TryDate(ref TextCursor cursor, int least, out (int Year, int Month, int Day) date)
    {
        date = default;
        return cursor.TakeNumber(4, 4, out date.Year)
            && cursor.Take('-')
            && cursor.TakeNumber(least, 2, out date.Month)
            && cursor.Take('-')
            && cursor.TakeNumber(least, 2, out date.Day);
    }

    private static bool TryClock(ref TextCursor cursor, int least, out TimeSpan clock)
    {
        clock = default;
        if (
            !cursor.TakeNumber(1, 2, out var hour)
            || !cursor.Take(':')
            || !cursor.TakeNumber(least, 2, out var minute)
            || !cursor.Take(':')
            || !cursor.TakeNumber(least, 2, out var second)
            || hour > 23
            || minute > 59
            || second > 59
        )
        {
            return false;
        }

        long ticks = 0;
        if (cursor.Take('.', ','))
        {
            var digits = cursor.TakeDigits();
            if (digits.IsEmpty)
            {
                return false;
            }

            for (var index = 0; index < TicksDigits; index++)
            {
                ticks = (ticks * 10) + (index < digits.Length ? digits[index] - '0' : 0);
            }
        }

        clock = new TimeSpan(hour, minute, second) + TimeSpan.FromTicks(ticks);
        return true;
    }

    private static bool TryOffset(ref TextCursor cursor, out TimeSpan offset)
    {
        offset = TimeSpan.Zero;
        if (cursor.Take('Z'))
        {
            return true;
        }

        var negative = cursor.Next is '-';
        if (
            !cursor.Take('-', '+')
            || !cursor.TakeNumber(2, 2, out var hours)
            || !cursor.Take(':')
            || !cursor.TakeNumber(2, 2, out var minutes)
            || hours > 24
            || minutes > 60
        )
        {
            return false;
        }

        offset = new TimeSpan(hours, minutes, 0) * (negative ? -1 : 1);
        return true;
    }

    private static bool TryMake((int Year, int Month, int Day) date, TimeSpan clock, TimeSpan offset, out GoTime time)
    {
        time = new GoTime(date.Year, date.Month, date.Day, clock, offset);
        // Year 0 is none for .NET; it has the days of the leap year 4.
        return date.Month is >= 1 and <= 12
            && date.Day >= 1
            && date.Day <= DateTime.DaysInMonth(date.Year == 0 ? 4 : date.Year, date.Month);
    }
}
