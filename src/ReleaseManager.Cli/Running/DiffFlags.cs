using System.CommandLine;
using ReleaseManager.Core.Comparison;

namespace ReleaseManager.Cli.Running;

/// <summary>The flags of a comparison.</summary>
internal static class DiffFlags
{
    private static readonly Option<bool> IncludeEqual = Flags.Switch(
        "--include-equal",
        "Show the releases too that are the same on both sides"
    );

    private static readonly Option<bool> Drift = Flags.Switch(
        "--drift",
        "Look at the live objects of the cluster on the right, and show where they are not what the manifests of the deployed revisions say",
        "--include-drift"
    );

    private static readonly Option<bool> ShowSecrets = Flags.Switch(
        "--show-secrets",
        "Show what Secrets hold, instead of ***",
        "--show-secret"
    );

    private static readonly Option<bool> ExitCode = Flags.Switch(
        "--exit-code",
        "End with exit code 6 where something differs; without it a difference is no failure",
        "--detailed-exitcode"
    );

    private static readonly Option<DiffPart[]> Show = ShowFlag();

    /// <summary>Which snapshot stands on the left.</summary>
    public static Option<string?> From { get; } =
        Flags.Text(
            "--reference-snapshot",
            "Snapshot on the left, as number, latest, latest~2 or a time (default latest; beside one of the same state on the right that on which it builds)",
            "snapshot",
            "--from",
            "--snapshot"
        );

    /// <summary>Which snapshot stands on the right.</summary>
    public static Option<string?> To { get; } =
        Flags.Text(
            "--difference-snapshot",
            "Snapshot on the right (default: the cluster; with --difference the latest of that state)",
            "snapshot",
            "--to"
        );

    /// <summary>Which kubeconfig the cluster on the left has.</summary>
    public static Option<string?> ReferenceKubeconfig { get; } =
        Flags.Text(
            "--reference-kubeconfig",
            "Kubeconfig of the cluster on the left (default: that of the right one)",
            "file"
        );

    /// <summary>Which context the cluster on the left has.</summary>
    public static Option<string?> ReferenceContext { get; } =
        Flags.Text(
            "--reference-kubecontext",
            "Context of the cluster on the left; without it --drift alone is looked for",
            "name",
            "--reference-kube-context"
        );

    /// <summary>What every comparison takes.</summary>
    public static IReadOnlyList<Symbol> Common { get; } =
    [
        SelectionFlags.Names,
        SelectionFlags.Namespaces,
        ExportFlags.Driver,
        Show,
        Drift,
        IncludeEqual,
        ShowSecrets,
        ExitCode,
    ];

    /// <summary>What is asked for.</summary>
    public static ComparisonOptions Options(Session session) =>
        new()
        {
            Names = session.List(SelectionFlags.Names),
            Namespaces = session.List(SelectionFlags.Namespaces),
            Driver = session.Get(ExportFlags.Driver),
            IncludeEqual = session.Get(IncludeEqual),
            IncludeDrift = session.Get(Drift),
            ShowSecrets = session.Get(ShowSecrets),
        };

    /// <summary>The parts that are to be shown in full; none for a list alone.</summary>
    public static IReadOnlyList<DiffPart> Parts(Session session) => session.Get(Show) ?? [];

    /// <summary>Whether the exit code shall tell of differences.</summary>
    public static bool TellsByExitCode(Session session) => session.Get(ExitCode);

    private static Option<DiffPart[]> ShowFlag() =>
        new("--show")
        {
            Description = "Show differences of these parts as a unified diff instead of a list of releases",
            HelpName = "values,manifest,hooks,notes,drift|all",
            Arity = ArgumentArity.OneOrMore,
            DefaultValueFactory = _ => [],
            CustomParser = result =>
            {
                List<DiffPart> parts = [];
                foreach (
                    var word in result.Tokens.SelectMany(token =>
                        token.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                    )
                )
                {
                    if (string.Equals(word, "all", StringComparison.OrdinalIgnoreCase))
                    {
                        parts.AddRange(Enum.GetValues<DiffPart>());
                    }
                    else if (
                        char.IsAsciiLetter(word[0]) && Enum.TryParse<DiffPart>(word, ignoreCase: true, out var part)
                    )
                    {
                        parts.Add(part);
                    }
                    else
                    {
                        result.AddError(
                            $"'{word}' is no part that can be shown: choose values, manifest, hooks, notes, drift or all."
                        );
                    }
                }

                return [.. parts.Distinct().Order()];
            },
        };
}
