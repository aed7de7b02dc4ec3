using System.CommandLine;
using ReleaseManager.Core.Import.Render;

namespace ReleaseManager.Cli.Running;

/// <summary>The flags of an import that renders charts anew.</summary>
internal static class RenderFlags
{
    private static readonly Option<ReleaseImportMode?> Mode = new("--mode")
    {
        Description =
            "replay what was stored (default), or render: helm installs the charts anew, the history begins again (default with new values)",
        HelpName = "replay|render",
        CustomParser = result =>
        {
            switch (result.Tokens[0].Value)
            {
                case "replay":
                    return ReleaseImportMode.Replay;
                case "render":
                    return ReleaseImportMode.Render;
                default:
                    result.AddError($"'{result.Tokens[0].Value}' is no mode: give replay or render.");
                    return null;
            }
        },
    };

    private static readonly Option<string[]> Values = Several(
        "--values",
        "New values over those of each release, from a file of YAML or JSON; may come several times",
        "file",
        "-f"
    );

    private static readonly Option<string[]> UpdateValues = new("--update-values")
    {
        Description =
            "New values only count where a release sets a value itself; with key=value[,key=value] those values too, over those of --values; may come several times",
        HelpName = "key=value,...",
        Arity = ArgumentArity.ZeroOrMore,
        DefaultValueFactory = _ => [],
    };

    private static readonly Option<string[]> ChartSources = Several(
        "--chart-source",
        "Where to find a chart to be rendered, by the name of release or chart: a folder, an archive, repository/chart[@version] or oci://...[@version]",
        "name=source"
    );

    private static readonly Option<bool> AllowFewerObjects = Flags.Switch(
        "--allow-fewer-objects",
        "Take it that a rendered chart brings fewer objects than were stored"
    );

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Symbol> All { get; } = [Mode, Values, UpdateValues, ChartSources, AllowFewerObjects];

    /// <summary>The new values.</summary>
    /// <exception cref="ReleaseManagerException">A file cannot be used, or what stands behind a flag is no value.</exception>
    public static async Task<RenderInput> ReadAsync(Session session, CancellationToken stop) =>
        new()
        {
            Updates = ValueUpdate.Parse(session.List(UpdateValues)),
            Values = session.List(Values) is [_, ..] files ? await ValuesFile.ReadAsync(files, stop) : null,
        };

    /// <summary>Settings with what the flags ask for.</summary>
    /// <exception cref="ReleaseManagerException">A chart source is written otherwise.</exception>
    public static ReleaseImportSettings Add(ReleaseImportSettings settings, Session session) =>
        settings with
        {
            Mode =
                session.Get(Mode)
                ?? (
                    session.List(Values).Count > 0 || session.List(UpdateValues).Count > 0
                        ? ReleaseImportMode.Render
                        : ReleaseImportMode.Replay
                ),
            UpdateValues = session.IsGiven(UpdateValues),
            ChartSources = Sources(session.List(ChartSources)),
            AllowFewerObjects = session.Get(AllowFewerObjects),
        };

    private static SortedDictionary<string, string> Sources(IReadOnlyList<string> texts)
    {
        var sources = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            if (text.Split('=', 2) is not [{ Length: > 0 } name, { Length: > 0 } source])
            {
                throw new ReleaseManagerException(
                    "ChartSourceInvalid",
                    ErrorKind.Usage,
                    "A --chart-source is not written as name=source."
                )
                {
                    Advice = "Write --chart-source wordpress=./charts/wordpress.",
                };
            }

            // A plan that is saved may be carried out elsewhere.
            sources[name] = Path.Exists(source) ? Path.GetFullPath(source) : source;
        }

        return sources;
    }

    private static Option<string[]> Several(
        string name,
        string description,
        string helpName,
        params string[] aliases
    ) =>
        new(name, aliases)
        {
            Description = description,
            HelpName = helpName,
            Arity = ArgumentArity.OneOrMore,
            DefaultValueFactory = _ => [],
        };
}
