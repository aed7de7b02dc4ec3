using System.CommandLine;
using System.CommandLine.Help;
using System.Text;

namespace ReleaseManager.Cli.Output;

/// <summary>The reference of the command line: a page of Markdown for each command, named as the original named them.</summary>
internal static class ReferencePages
{
    /// <summary>How the program is typed; the root of the tree is named after the file that runs.</summary>
    private const string ProgramName = "releasemanager";

    /// <summary>All pages by the names of their files.</summary>
    public static IReadOnlyDictionary<string, string> Of(RootCommand root)
    {
        var pages = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Add(pages, root, [ProgramName]);
        return pages;
    }

    private static void Add(SortedDictionary<string, string> pages, Command command, IReadOnlyList<string> path)
    {
        pages[FileOf(path)] = Page(command, path);
        foreach (var one in command.Subcommands.Where(one => !one.Hidden))
        {
            Add(pages, one, [.. path, one.Name]);
        }
    }

    private static string Page(Command command, IReadOnlyList<string> path)
    {
        var page = new StringBuilder();
        var name = string.Join(' ', path);
        page.Append($"# {name}\n\n{Sentence(command.Description)}\n\n```text\n{Usage(command, name)}\n```\n");
        if (command.Arguments.Count > 0)
        {
            page.Append("\n## Arguments\n\n| argument | meaning |\n|---|---|\n");
            foreach (var argument in command.Arguments.Where(one => !one.Hidden))
            {
                page.Append($"| `{argument.Name}` | {Cell(argument.Description)} |\n");
            }
        }

        var options = command
            .Options.Where(one => !one.Hidden && one is not (HelpOption or VersionOption))
            .OrderBy(one => one.Name, StringComparer.Ordinal)
            .ToList();
        if (options.Count > 0)
        {
            page.Append(path.Count == 1 ? "\n## Flags of every command\n\n" : "\n## Flags\n\n");
            page.Append("| flag | meaning |\n|---|---|\n");
            foreach (var option in options)
            {
                page.Append($"| {Names(option)} | {Cell(option.Description)} |\n");
            }
        }

        if (path.Count > 1)
        {
            page.Append($"\nThe flags of every command are told of [{ProgramName}]({FileOf([ProgramName])}).\n");
        }

        AddLinks(page, command, path);
        return page.ToString();
    }

    private static void AddLinks(StringBuilder page, Command command, IReadOnlyList<string> path)
    {
        var links = command
            .Subcommands.Where(one => !one.Hidden)
            .Select(one => (Path: (IReadOnlyList<string>)[.. path, one.Name], one.Description))
            .ToList();
        if (links.Count > 0)
        {
            page.Append("\n## Commands\n\n");
            foreach (var (to, about) in links)
            {
                page.Append($"- [{string.Join(' ', to)}]({FileOf(to)}): {about}\n");
            }
        }

        if (path.Count > 2)
        {
            var above = path.Take(path.Count - 1).ToList();
            page.Append($"\nSee also [{string.Join(' ', above)}]({FileOf(above)}).\n");
        }
    }

    private static string Usage(Command command, string name) =>
        command.Subcommands.Any(one => !one.Hidden)
            ? $"{name} {string.Join('|', command.Subcommands.Where(one => !one.Hidden).Select(one => one.Name))}"
            : $"{name}{string.Concat(command.Arguments.Select(one => $" {one.Name.ToUpperInvariant()}"))} [flags]";

    private static string Names(Option option)
    {
        var value = option.ValueType == typeof(bool) ? "" : $" {Cell(option.HelpName ?? "value")}";
        var names = option.Aliases.Prepend(option.Name);
        return string.Join(", ", names.Select(one => $"`{one}{value}`"));
    }

    private static string FileOf(IReadOnlyList<string> path) => $"{string.Join('_', path)}.md";

    private static string Cell(string? text) => (text ?? "").Replace("|", "\\|", StringComparison.Ordinal);

    private static string Sentence(string? text) =>
        text is { Length: > 0 } && !text.EndsWith('.') ? $"{text}." : text ?? "";
}
