using System.Text;

namespace ReleaseManager.Views;

/// <summary>Breaks a text into lines between its words, for the last column of a table: PowerShell alone breaks in the middle of them.</summary>
public static class WordWrap
{
    private const int Narrowest = 12;

    /// <summary>The text in lines of at most so many characters, but for words that are longer.</summary>
    /// <param name="width">As it is from a width of 12 downwards: a host without a window says 0 of itself.</param>
    public static string Of(string? text, int width)
    {
        if (text is null || text.Length <= width || width <= Narrowest)
        {
            return text ?? "";
        }

        var lines = new StringBuilder(text.Length);
        var left = width;
        foreach (var word in text.Split(' '))
        {
            if (left < width && left <= word.Length)
            {
                lines.Append('\n');
                left = width;
            }
            else if (left < width)
            {
                lines.Append(' ');
                left--;
            }

            lines.Append(word);
            left -= word.Length;
        }

        return lines.ToString();
    }
}
