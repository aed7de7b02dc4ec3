using System.CommandLine;
using System.Globalization;
using ReleaseManager.Cli.Output;
using ReleaseManager.Cli.Running;

namespace ReleaseManager.Cli.Commands;

/// <summary><c>releasemanager docs</c>: writes the reference of the command line, one file of Markdown for each command, as the original did.</summary>
internal static class DocsCommand
{
    /// <summary>Where to; in this command it is no form of output.</summary>
    public static Option<string> Folder { get; } =
        new("--output")
        {
            Description = "The folder to write into; it is made where it is missing",
            HelpName = "folder",
            DefaultValueFactory = _ => "./docs",
        };

    /// <summary>The command.</summary>
    /// <param name="root">All that is to be described.</param>
    public static Command Create(RootCommand root)
    {
        var docs = new Command("docs", "Write the reference of the command line as Markdown, one file for each command")
        {
            Folder,
        };
        docs.SetAction((parsed, stop) => RunAsync(root, parsed, stop));
        return docs;
    }

    private static async Task<int> RunAsync(RootCommand root, ParseResult parsed, CancellationToken stop)
    {
        var folder = parsed.GetValue(Folder)!;
        var pages = ReferencePages.Of(root);
        try
        {
            if (!parsed.GetValue(GlobalOptions.DryRun))
            {
                Directory.CreateDirectory(folder);
                foreach (var (name, text) in pages)
                {
                    await File.WriteAllTextAsync(Path.Combine(folder, name), text, stop);
                }
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ReleaseManagerException(
                "DocsUnwritable",
                ErrorKind.Usage,
                $"The reference cannot be written into '{folder}'.",
                error
            )
            {
                Target = folder,
                Advice = "Give a folder that can be written to: --output.",
            };
        }

        var what = parsed.GetValue(GlobalOptions.DryRun) ? "Would write" : "Wrote";
        Console.Out.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{what} {pages.Count} files into {folder}.")
        );
        return ExitCodes.Done;
    }
}
