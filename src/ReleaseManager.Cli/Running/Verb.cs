using System.CommandLine;

namespace ReleaseManager.Cli.Running;

/// <summary>Makes a command of the form <c>releasemanager VERB BACKEND</c>.</summary>
internal static class Verb
{
    /// <summary>A verb that works on a saved state, with one subcommand for each kind of backend.</summary>
    /// <param name="symbols">Flags and arguments of the verb.</param>
    /// <param name="run">What it does; gives the exit code.</param>
    public static Command OnState(
        string name,
        string description,
        IReadOnlyList<Symbol> symbols,
        Func<Session, CancellationToken, Task<int>> run
    )
    {
        var verb = new Command(name, description);
        foreach (var kind in Enum.GetValues<PlaceKind>())
        {
            verb.Add(On(kind, NameOf(kind), DescriptionOf(kind, description), symbols, run));
        }

        return verb;
    }

    /// <summary>The subcommand for a state in one kind of place.</summary>
    /// <param name="name">Its name: that of the place, or another one below a subcommand of that name.</param>
    public static Command On(
        PlaceKind kind,
        string name,
        string description,
        IReadOnlyList<Symbol> symbols,
        Func<Session, CancellationToken, Task<int>> run
    )
    {
        var command = new Command(name, description);
        Add(command, symbols);
        if (kind is PlaceKind.S3)
        {
            Add(command, PlaceFlags.Own.Bucket);
        }

        Add(command, PlaceFlags.Own.Key);
        command.Validators.Add(result => PlaceFlags.Own.Validate(result, kind));
        command.SetAction(
            async (parsed, stop) =>
            {
                using var session = new Session(parsed, kind);
                return await run(session, stop);
            }
        );
        return command;
    }

    /// <summary>How a kind of place is typed.</summary>
    public static string NameOf(PlaceKind kind) => kind is PlaceKind.Local ? "local" : "s3";

    /// <summary>What a subcommand for a kind of place does.</summary>
    public static string DescriptionOf(PlaceKind kind, string description) =>
        kind is PlaceKind.Local
            ? $"{description}: the state is in a local folder"
            : $"{description}: the state is in a bucket of AWS S3, or of a server that speaks as it does";

    /// <summary>Adds flags and arguments to a command.</summary>
    public static void Add(Command command, IEnumerable<Symbol> symbols)
    {
        foreach (var symbol in symbols)
        {
            if (symbol is Option option)
            {
                command.Add(option);
            }
            else if (symbol is Argument argument)
            {
                command.Add(argument);
            }
        }
    }
}
