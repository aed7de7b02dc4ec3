using Spectre.Console;

namespace ReleaseManager.Cli.Output;

/// <summary>Tables as Helm and kubectl write them: columns of plain text, no lines, never broken to a width.</summary>
internal static class TableText
{
    /// <summary>Writes a table.</summary>
    public static void Write(TextWriter target, IReadOnlyList<string> headers, IEnumerable<IReadOnlyList<string?>> rows)
    {
        var table = new Table().NoBorder().NoSafeBorder();
        foreach (var header in headers)
        {
            table.AddColumn(new TableColumn(new Text(header)).NoWrap().PadLeft(0).PadRight(3));
        }

        foreach (var row in rows)
        {
            table.AddRow(row.Select(cell => new Text(PlainText.Of(cell))));
        }

        using var lines = new StringWriter();
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Ansi = AnsiSupport.No,
                ColorSystem = ColorSystemSupport.NoColors,
                Interactive = InteractionSupport.No,
                Out = new AnsiConsoleOutput(lines),
            }
        );
        console.Profile.Width = 100_000;
        console.Write(table);
        foreach (var line in lines.ToString().TrimEnd('\n', '\r').Split('\n'))
        {
            target.WriteLine(line.TrimEnd());
        }
    }
}
