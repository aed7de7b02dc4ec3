using System.Text;

namespace ReleaseManager.Daemon.Http;

/// <summary>A table as kubectl writes it: columns of plain text. What charts say of themselves moves no cursor of a terminal.</summary>
internal static class AlignedText
{
    private const int Gap = 3;

    /// <summary>The table.</summary>
    /// <param name="rows">Cells of all rows, that of the headers first; each row has as many.</param>
    public static string Of(IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var cells = rows.Select(row => row.Select(Plain).ToList()).ToList();
        var widths = Enumerable.Range(0, cells[0].Count).Select(at => cells.Max(row => row[at].Length) + Gap).ToList();
        var text = new StringBuilder();
        foreach (var row in cells)
        {
            text.AppendLine(string.Concat(row.Select((cell, at) => cell.PadRight(widths[at]))).TrimEnd());
        }

        return text.ToString();
    }

    private static string Plain(string text) => string.Concat(text.Select(c => char.IsControl(c) ? '?' : c));
}
