using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using ReleaseManager.Cli.Running.Syntax;

namespace ReleaseManager.Cli.Running;

/// <summary>Makes flags that read their values alike.</summary>
internal static class Flags
{
    /// <summary>How the value of a flag that takes several is shown.</summary>
    public const string SeveralNames = "a,b,...";

    /// <summary>A flag that may come several times and takes several values with commas between.</summary>
    public static Option<string[]> List(string name, string description, params string[] aliases) =>
        new(name, aliases)
        {
            Description = description,
            HelpName = SeveralNames,
            Arity = ArgumentArity.OneOrMore,
            DefaultValueFactory = _ => [],
            CustomParser = result =>
                [
                    .. result.Tokens.SelectMany(token =>
                        token.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                    ),
                ],
        };

    /// <summary>The same for pairs.</summary>
    public static Option<string[]> Pairs(string name, string description)
    {
        var option = List(name, description);
        option.HelpName = "a=b,...";
        return option;
    }

    /// <summary>A flag that is there or not.</summary>
    public static Option<bool> Switch(string name, string description, params string[] aliases) =>
        new(name, aliases) { Description = description };

    /// <summary>A flag that takes text.</summary>
    public static Option<string?> Text(string name, string description, string helpName, params string[] aliases) =>
        new(name, aliases) { Description = description, HelpName = helpName };

    /// <summary>The same for every command below the one that takes it.</summary>
    public static Option<string?> CommonText(string name, string description, string helpName, params string[] aliases)
    {
        var option = Text(name, description, helpName, aliases);
        option.Recursive = true;
        return option;
    }

    /// <summary>A flag that takes a whole number of at least 1.</summary>
    public static Option<int?> Count(string name, string description, params string[] aliases) =>
        new(name, aliases)
        {
            Description = description,
            HelpName = "number",
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0)
                {
                    return number;
                }

                result.AddError($"'{text}' is no number that {name} can take: give 1 or more.");
                return null;
            },
        };

    /// <summary>A flag that takes a time as Helm writes it, <c>90s</c>, <c>5m</c>, <c>1h30m</c>, or a number of seconds.</summary>
    public static Option<TimeSpan?> Duration(string name, string description, params string[] aliases) =>
        new(name, aliases)
        {
            Description = description,
            HelpName = "5m0s",
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                var isNumber = text.Length > 0 && text.All(char.IsAsciiDigit);
                if (GoDuration.Parse(isNumber ? text + "s" : text) is { } time && time > TimeSpan.Zero)
                {
                    return time;
                }

                result.AddError($"'{text}' is no time that {name} can take: write 90, 90s, 5m or 1h30m.");
                return null;
            },
        };

    /// <summary>Whether a flag was typed without the value that it wants: the parser tells that by itself, and has none to ask for.</summary>
    public static bool LacksValue(CommandResult result, Option option) =>
        result.GetResult(option) is { Implicit: false, Tokens.Count: 0 };
}
