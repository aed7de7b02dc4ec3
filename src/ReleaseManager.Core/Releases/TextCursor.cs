namespace ReleaseManager.Core.Releases;

/// <summary>Reads a text from left to right.</summary>
/// <param name="text">The text.</param>
internal ref struct TextCursor(ReadOnlySpan<char> text)
{
    private ReadOnlySpan<char> rest = text;

    public readonly bool AtEnd => rest.IsEmpty;

    /// <summary>The next character; NUL at the end.</summary>
    public readonly char Next => rest.IsEmpty ? '\0' : rest[0];

    /// <summary>Takes one of some characters.</summary>
    public bool Take(params ReadOnlySpan<char> wanted)
    {
        if (rest.IsEmpty || !wanted.Contains(rest[0]))
        {
            return false;
        }

        rest = rest[1..];
        return true;
    }

    /// <summary>Takes as many digits as there are, up to a most, and at least a least.</summary>
    public bool TakeNumber(int least, int most, out int value)
    {
        value = 0;
        var count = 0;
        for (; count < most && count < rest.Length && char.IsAsciiDigit(rest[count]); count++)
        {
            value = (value * 10) + (rest[count] - '0');
        }

        if (count < least)
        {
            return false;
        }

        rest = rest[count..];
        return true;
    }

    /// <summary>Takes all digits that follow.</summary>
    public ReadOnlySpan<char> TakeDigits()
    {
        var end = rest.IndexOfAnyExceptInRange('0', '9');
        var digits = end < 0 ? rest : rest[..end];
        rest = rest[digits.Length..];
        return digits;
    }
}
