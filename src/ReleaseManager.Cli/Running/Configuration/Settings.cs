using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;

namespace ReleaseManager.Cli.Running.Configuration;

/// <summary>
/// What the environment and the configuration file say about flags that were not typed. A typed flag counts more than a variable, a variable more than the file.
/// </summary>
internal sealed class Settings
{
    private readonly List<Setting> _given;

    private Settings(List<Setting> given, IReadOnlyList<string> warnings) => (_given, Warnings) = (given, warnings);

    /// <summary>What in the file nobody understands; never says a value.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>Finds what counts for a command.</summary>
    /// <param name="root">All that could have been typed: a file may serve several commands.</param>
    /// <param name="typed">What was typed.</param>
    /// <param name="emptied">What was typed with no text, and so is not to be found elsewhere.</param>
    /// <param name="variable">The environment.</param>
    /// <exception cref="ReleaseManagerException">The file cannot be used, or a value is of the wrong kind.</exception>
    public static async Task<Settings> ReadAsync(
        RootCommand root,
        ParseResult typed,
        IReadOnlyList<Option> emptied,
        Func<string, string?> variable,
        CancellationToken stop
    )
    {
        var named = typed.GetValue(GlobalOptions.Config) ?? FromEnvironment(GlobalOptions.Config, variable)?.Values[0];
        var file = await ConfigurationFile.ReadAsync(named, stop);
        var flags = OptionsOf(typed.CommandResult).Where(CanBeGiven).Except(emptied).ToList();
        var open = flags.Where(flag => !IsTyped(typed, flag));
        var given = open.Select(flag => FromEnvironment(flag, variable) ?? FromFile(flag, file, Verb(typed)))
            .OfType<Setting>();
        return new Settings(
            SettingChoice.Strongest([.. given], flag => IsTyped(typed, flag), variable),
            Unknown(root, file)
        );
    }

    /// <summary>Reads the command line as if what is given had been typed.</summary>
    /// <exception cref="ReleaseManagerException">A value is none that its flag takes.</exception>
    public ParseResult Parse(RootCommand root, IReadOnlyList<string> args)
    {
        // Behind "--" nothing is a flag.
        var end = args.TakeWhile(arg => arg != "--").Count();
        var parsed = root.Parse(
            [.. args.Take(end), .. _given.SelectMany(setting => setting.Words), .. args.Skip(end)],
            CommandLine.Parsing
        );
        foreach (var error in parsed.Errors)
        {
            if (_given.Find(setting => setting.Option == OptionOf(error.SymbolResult)) is { } wrong)
            {
                throw Wrong(wrong.Option, wrong.Source);
            }
        }

        return parsed;
    }

    private static Setting? FromEnvironment(Option flag, Func<string, string?> variable)
    {
        foreach (var name in SettingName.Of(flag).Select(SettingName.Variable))
        {
            if (variable(name) is { Length: > 0 } text)
            {
                var values = SettingValue.Read(flag, text) ?? throw Wrong(flag, $"${name}");
                return values.Count == 0 ? null : new Setting(flag, values, $"${name}", IsVariable: true);
            }
        }

        return null;
    }

    private static Setting? FromFile(Option flag, ConfigurationFile? file, string verb)
    {
        var found = SettingName
            .Keys(flag, verb)
            .Select(names => file?.Find(names))
            .FirstOrDefault(one => one is not null);
        if (found is null)
        {
            return null;
        }

        var source = $"'{found.Value.Key}' in '{file!.Path}'";
        var values = SettingValue.Read(flag, found.Value.Value) ?? throw Wrong(flag, source);
        return values.Count == 0 ? null : new Setting(flag, values, source, IsVariable: false);
    }

    private static List<string> Unknown(RootCommand root, ConfigurationFile? file)
    {
        var known = All(root)
            .SelectMany(command => command.Options)
            .Where(CanBeGiven)
            .SelectMany(SettingName.Of)
            .Select(SettingName.Normal)
            .ToHashSet(StringComparer.Ordinal);
        return
        [
            .. (file?.Keys ?? [])
                .Where(key => !known.Contains(SettingName.Normal(key)))
                .Select(key => $"'{key}' in '{file!.Path}' is the name of no flag, and says nothing."),
        ];
    }

    private static string Verb(ParseResult typed)
    {
        var at = typed.CommandResult;
        while (at.Parent is CommandResult { Parent: not null } parent)
        {
            at = parent;
        }

        return at.Command.Name;
    }

    private static bool IsTyped(ParseResult typed, Option flag) => typed.GetResult(flag) is { Implicit: false };

    private static bool CanBeGiven(Option flag) =>
        flag is not (HelpOption or VersionOption) && !SettingChoice.TypedOnly.Contains(flag);

    /// <summary>What a command takes; a flag of its own hides one of the same name above it.</summary>
    private static List<Option> OptionsOf(CommandResult invoked)
    {
        var options = invoked.Command.Options.ToList();
        for (var at = invoked.Parent; at is CommandResult parent; at = parent.Parent)
        {
            options.AddRange(
                parent.Command.Options.Where(option =>
                    option.Recursive && !options.Exists(own => own.Name == option.Name)
                )
            );
        }

        return options;
    }

    private static IEnumerable<Command> All(Command command) => command.Subcommands.SelectMany(All).Prepend(command);

    private static Option? OptionOf(SymbolResult? result)
    {
        while (result is not (null or OptionResult))
        {
            result = result.Parent;
        }

        return (result as OptionResult)?.Option;
    }

    private static ReleaseManagerException Wrong(Option flag, string source) =>
        new("ConfigurationInvalid", ErrorKind.Usage, $"{source} is none of the values that {flag.Name} takes.")
        {
            Target = source,
            Advice =
                flag.ValueType == typeof(bool) ? "Write true or false."
                : flag.ValueType == typeof(string[]) ? "Write a list of texts, or one text with commas between."
                : flag.ValueType == typeof(string)
                    ? "Write a text; in a file in quotes, where YAML takes it for a number or for true and false."
                : $"Write it as the flag is given: {flag.HelpName}.",
        };
}
