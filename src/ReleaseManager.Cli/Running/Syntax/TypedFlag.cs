using System.CommandLine;

namespace ReleaseManager.Cli.Running.Syntax;

/// <summary>A flag as it was typed, with its value; or a word that belongs to none.</summary>
/// <param name="Option">The flag; null for a word.</param>
/// <param name="Words">What was typed.</param>
internal sealed record TypedFlag(Option? Option, IReadOnlyList<string> Words)
{
    /// <summary>The name of a flag, and what stands behind its equals sign.</summary>
    public static (string Name, string? Value) Split(string word) =>
        word.IndexOf('=', StringComparison.Ordinal) is > 0 and var at ? (word[..at], word[(at + 1)..]) : (word, null);

    /// <summary>The flag of that name that a command takes, or one above it, or, where the words are not complete yet, one below it.</summary>
    public static Option? Find(Command command, string name) => OfOrAbove(command, name) ?? Below(command, name);

    /// <summary>Nothing of a value.</summary>
    public override string ToString() => Option?.Name ?? "";

    private static Option? OfOrAbove(Command command, string name) =>
        command.Options.FirstOrDefault(option => Has(option, name))
        ?? command
            .Parents.OfType<Command>()
            .Select(parent => OfOrAbove(parent, name))
            .FirstOrDefault(option => option is { Recursive: true });

    private static Option? Below(Command command, string name) =>
        command
            .Subcommands.Select(one => one.Options.FirstOrDefault(option => Has(option, name)) ?? Below(one, name))
            .FirstOrDefault(option => option is not null);

    private static bool Has(Option option, string name) => option.Name == name || option.Aliases.Contains(name);
}
