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
    ) => new(name, description) { OnLocal(description, symbols, run) };

    /// <summary>The subcommand for a state in a local folder.</summary>
    /// <param name="name">Its name; another one below a subcommand <c>local</c>.</param>
    public static Command OnLocal(
        string description,
        IReadOnlyList<Symbol> symbols,
        Func<Session, CancellationToken, Task<int>> run,
        string name = "local"
    )
    {
        var local = new Command(name, $"{description}: the state is in a local folder");
        Add(local, symbols);
        local.Validators.Add(result =>
        {
            if (string.IsNullOrWhiteSpace(result.GetValue(GlobalOptions.Path)))
            {
                result.AddError("--path is missing: it says in which folder the saved state is.");
            }
        });
        local.SetAction((parsed, stop) => run(new Session(parsed), stop));
        return local;
    }

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
