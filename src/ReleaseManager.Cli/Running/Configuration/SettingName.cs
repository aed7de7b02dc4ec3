using System.CommandLine;
using System.Text.RegularExpressions;
using ReleaseManager.Cli.Commands;

namespace ReleaseManager.Cli.Running.Configuration;

/// <summary>How a flag is named where nobody types it.</summary>
internal static partial class SettingName
{
    /// <summary>What every variable of this program begins with.</summary>
    private const string Prefix = "RELEASEMANAGER_";

    /// <summary>Keys that are not named as the flags are.</summary>
    private static readonly Dictionary<string, string> Odd = new(StringComparer.Ordinal)
    {
        // So the original tool wrote them.
        ["target"] = "targetnamespace",
        ["valueupdates"] = "updatevalues",
        // So YAML 1.1 reads the key "yes".
        ["true"] = "yes",
    };

    /// <summary>All names of a flag that can be written out, the first one first.</summary>
    public static IEnumerable<string> Of(Option option) =>
        option.Aliases.Prepend(option.Name).Where(name => name.StartsWith("--", StringComparison.Ordinal));

    /// <summary>
    /// The keys that give a flag its value in a file, those that count first in front. The original's file is one for all verbs, in which an export is
    /// told its namespaces by one key and an import by another: a daemon must not save less than it did because of what an import is to bring back.
    /// </summary>
    /// <param name="verb">For which verb the file is read.</param>
    public static IEnumerable<IEnumerable<string>> Keys(Option option, string verb) =>
        option != SelectionFlags.Namespaces ? [Of(option)]
        : verb is ExportCommand.Name or DaemonCommand.Name
            ?
            [
                [option.Name],
            ]
        : [Of(option).Except([option.Name]), [option.Name]];

    /// <summary>The variable for a name of a flag: <c>--dry-run</c> is <c>RELEASEMANAGER_DRY_RUN</c>.</summary>
    public static string Variable(string flag) =>
        Prefix + Hump().Replace(flag[2..], "_").Replace('-', '_').ToUpperInvariant();

    /// <summary>A key or the name of a flag in the form in which they are compared: however it is cased, with dashes or without.</summary>
    public static string Normal(string name)
    {
        var normal = name.Replace("-", "", StringComparison.Ordinal)
            .Replace("_", "", StringComparison.Ordinal)
            .ToLowerInvariant();
        return Odd.GetValueOrDefault(normal, normal);
    }

    [GeneratedRegex(
        "(?<=[a-z0-9])(?=[A-Z])",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Hump();
}
