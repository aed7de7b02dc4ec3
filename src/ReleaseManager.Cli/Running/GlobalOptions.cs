using System.CommandLine;
using ReleaseManager.Cli.Output;

namespace ReleaseManager.Cli.Running;

/// <summary>The flags that every command takes.</summary>
internal static class GlobalOptions
{
    /// <summary>Everything that happens, for a bug report.</summary>
    public static Option<bool> Debug { get; } =
        new("--debug")
        {
            Description = "Also write each request to the cluster, and where an error came from, to stderr",
            Recursive = true,
        };

    /// <summary>What goes on, where no progress bar shows it.</summary>
    public static Option<bool> Verbose { get; } =
        new("--verbose", "-v") { Description = "Also write what is being done to stderr", Recursive = true };

    /// <summary>Change nothing.</summary>
    public static Option<bool> DryRun { get; } =
        new("--dry-run") { Description = "Find out what would be done, and change nothing", Recursive = true };

    /// <summary>Which kubeconfig.</summary>
    public static Option<string?> Kubeconfig { get; } =
        Flags.CommonText(
            "--kubeconfig",
            "Path of the kubeconfig file (else $KUBECONFIG, ~/.kube/config, or the cluster that this runs in)",
            "file"
        );

    /// <summary>Which context of it.</summary>
    public static Option<string?> KubeContext { get; } =
        Flags.CommonText("--kubecontext", "Context of the kubeconfig (else its current one)", "name", "--kube-context");

    /// <summary>Whom the requests act as.</summary>
    public static Option<string?> As { get; } =
        Flags.CommonText(
            "--as",
            "Act in the cluster as this user or service account, where the kubeconfig's user may (kubectl's impersonation)",
            "user",
            "--kube-as-user"
        );

    /// <summary>The groups of that user; a name may hold commas.</summary>
    public static Option<string[]> AsGroup { get; } =
        new("--as-group", "--kube-as-group")
        {
            Description = "A group that the user of --as belongs to; may come several times",
            HelpName = "group",
            Recursive = true,
            Arity = ArgumentArity.OneOrMore,
            DefaultValueFactory = _ => [],
        };

    /// <summary>The uid of that user.</summary>
    public static Option<string?> AsUid { get; } = Flags.CommonText("--as-uid", "The uid of the user of --as", "uid");

    /// <summary>Where flags stand that are not typed.</summary>
    public static Option<string?> Config { get; } =
        Flags.CommonText(
            "--config",
            "YAML file with flags that are not typed, or a folder with a config.yaml (else /etc/releasemanager/config.yaml, if it is there)",
            "file"
        );

    /// <summary>Where the state is.</summary>
    public static Option<string?> Path { get; } =
        Flags.CommonText("--path", "Where the saved state is: a folder, or a prefix in the bucket (required)", "path");

    /// <summary>The form of the results.</summary>
    public static Option<OutputFormat> Output { get; } = OutputOption();

    /// <summary>All of them, in the order of the help.</summary>
    public static IReadOnlyList<Option> All { get; } =
    [Path, Kubeconfig, KubeContext, As, AsGroup, AsUid, Config, Output, DryRun, Verbose, Debug];

    private static Option<OutputFormat> OutputOption()
    {
        var option = new Option<OutputFormat>("--output", "-o")
        {
            Description = "Form of the results on stdout",
            HelpName = "table|json|yaml",
            Recursive = true,
            DefaultValueFactory = _ => OutputFormat.Table,
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (Enum.TryParse<OutputFormat>(text, ignoreCase: true, out var format) && !char.IsAsciiDigit(text[0]))
                {
                    return format;
                }

                result.AddError($"'{text}' is no form of output: choose table, json or yaml.");
                return default;
            },
        };
        return option;
    }
}
