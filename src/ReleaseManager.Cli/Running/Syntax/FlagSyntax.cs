using System.CommandLine;

namespace ReleaseManager.Cli.Running.Syntax;

/// <summary>
/// Lets a command line be typed as those of Go's tools are (spf13/cobra and spf13/pflag), where the parser would understand something else or nothing:
/// flags before the words of the command, <c>--wait=1</c>, an empty value behind an equals sign, a flag typed twice of which the last one counts.
/// </summary>
internal sealed class FlagSyntax
{
    private const string Help = "--help";

    private readonly List<string> _path = [];
    private readonly List<TypedFlag> _rest = [];
    private Command _command;
    private bool _asksForHelp;

    private FlagSyntax(RootCommand root) => _command = root;

    /// <summary>The same in the form that the parser takes.</summary>
    /// <exception cref="ReleaseManagerException">A switch has a value that is none; never says a value of any other flag.</exception>
    public static TypedLine Normal(RootCommand root, IReadOnlyList<string> args)
    {
        if (args is [['[', ..], ..])
        {
            return new TypedLine(args, []);
        }

        var syntax = new FlagSyntax(root);
        syntax.Read(args);
        return syntax.Line();
    }

    private void Read(IReadOnlyList<string> args)
    {
        for (var i = 0; i < args.Count; i++)
        {
            if (args[i] == "--")
            {
                _rest.AddRange(args.Skip(i).Select(word => new TypedFlag(null, [word])));
                return;
            }

            if (!IsFlag(args[i]))
            {
                ReadWord(args[i]);
                continue;
            }

            var (name, value) = TypedFlag.Split(args[i]);
            if (TypedFlag.Find(_command, name) is not { } option)
            {
                _rest.Add(new TypedFlag(null, [args[i]]));
            }
            else if (option.ValueType == typeof(bool))
            {
                ReadSwitch(option, name, value, i + 1 < args.Count ? args[i + 1] : null);
            }
            else if (value is null && i + 1 < args.Count && TakesNext(option, args[i + 1]))
            {
                _rest.Add(new TypedFlag(option, [name, args[++i]]));
            }
            else
            {
                // The parser takes nothing behind an equals sign for a value that is missing.
                _rest.Add(new TypedFlag(option, value is "" ? [name, ""] : [args[i]]));
            }
        }
    }

    private void ReadWord(string word)
    {
        if (_path.Count == 0 && word == "help" && !_asksForHelp)
        {
            _asksForHelp = true;
        }
        else if (
            _command.Subcommands.FirstOrDefault(one => one.Name == word || one.Aliases.Contains(word)) is { } found
        )
        {
            _path.Add(word);
            _command = found;
        }
        else
        {
            _rest.Add(new TypedFlag(null, [word]));
        }
    }

    private void ReadSwitch(Option option, string name, string? value, string? next)
    {
        if (value is null && next is not null && GoBoolean.Parse(next) is not null)
        {
            // In Go's tools the flag is on, and the word behind it another one: what was meant was the opposite, then.
            throw Wrong(name, $"'{next}' behind {name} is no value of it.");
        }

        if (value is null)
        {
            _rest.Add(new TypedFlag(option, [name]));
            return;
        }

        var on = GoBoolean.Parse(value) ?? throw Wrong(name, $"{name} takes true or false behind its equals sign.");
        _rest.Add(new TypedFlag(option, [on ? $"{name}=true" : $"{name}=false"]));
    }

    private TypedLine Line()
    {
        var words = new List<string>(_path);
        var emptied = new List<Option>();
        for (var i = 0; i < _rest.Count; i++)
        {
            var flag = _rest[i];
            if (flag.Option is { } option && option.Arity.MaximumNumberOfValues <= 1 && IsRepeated(option, i + 1))
            {
                continue;
            }

            if (flag is { Option: Option<string?> text, Words: [_, ""] })
            {
                emptied.Add(text);
            }
            else
            {
                words.AddRange(flag.Words);
            }
        }

        if (_asksForHelp)
        {
            words.Add(Help);
        }

        return new TypedLine(words, emptied);
    }

    private bool IsRepeated(Option option, int from) => _rest.FindIndex(from, flag => flag.Option == option) >= 0;

    private bool TakesNext(Option option, string next) =>
        option.Arity.MinimumNumberOfValues > 0
            ? !IsFlag(next) || TypedFlag.Find(_command, TypedFlag.Split(next).Name) is null
            : !IsFlag(next) && _command.Subcommands.All(one => one.Name != next);

    private static bool IsFlag(string word) => word is ['-', _, ..];

    private static ReleaseManagerException Wrong(string flag, string message) =>
        new("FlagInvalid", ErrorKind.Usage, message)
        {
            Target = flag,
            Advice = $"Write {flag}, {flag}=true or {flag}=false.",
        };
}
