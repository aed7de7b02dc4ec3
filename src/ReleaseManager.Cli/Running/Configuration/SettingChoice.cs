using System.CommandLine;
using ReleaseManager.Cli.Commands;
using ReleaseManager.Core.State;

namespace ReleaseManager.Cli.Running.Configuration;

/// <summary>Which settings count where flags exclude each other, and which flags must be typed.</summary>
internal static class SettingChoice
{
    private const int File = 1;
    private const int Variable = 2;
    private const int Typed = 3;

    /// <summary>
    /// What says which things go for good must be typed: in a file it would mean another thing to another command, or the same thing once more.
    /// </summary>
    public static IReadOnlySet<Option> TypedOnly { get; } =
        new HashSet<Option> { GlobalOptions.Config, PruneCommand.Snapshots, KeyCommand.Id, DocsCommand.Folder };

    /// <summary>Flags of which one group excludes the others, and the variable that stands beside them without being a flag's.</summary>
    private static readonly IReadOnlyList<(IReadOnlyList<IReadOnlyList<Option>> Groups, string? Variable)> Choices =
    [
        ([.. PlaceFlags.Own.Key.Select(flag => new[] { flag })], StateKeyFile.Variable),
        ([.. PlaceFlags.Copy.Key.Select(flag => new[] { flag })], StateKeyFile.CopyVariable),
        ([.. PlaceFlags.Difference.Key.Select(flag => new[] { flag })], StateKeyFile.DifferenceVariable),
        (PlaceFlags.Own.Credentials, null),
        (PlaceFlags.Copy.Credentials, null),
        (PlaceFlags.Difference.Credentials, null),
        (ImportFlags.Moves, null),
        (PruneCommand.Ways, null),
        (DaemonFlags.Ways, null),
    ];

    /// <summary>Leaves out what is excluded by a flag from a stronger source.</summary>
    /// <param name="isTyped">Whether a flag was typed.</param>
    /// <param name="variable">The environment.</param>
    public static List<Setting> Strongest(
        IReadOnlyList<Setting> given,
        Func<Option, bool> isTyped,
        Func<string, string?> variable
    )
    {
        var left = given.ToList();
        foreach (var (groups, beside) in Choices)
        {
            var strength = groups.Select(group => group.Max(StrengthOf)).ToList();
            var strongest = Math.Max(
                strength.Max(),
                beside is not null && variable(beside) is { Length: > 0 } ? Variable : 0
            );
            var weaker = groups.Where((_, at) => strength[at] < strongest).SelectMany(group => group).ToHashSet();
            left.RemoveAll(setting => weaker.Contains(setting.Option));
        }

        return left;

        int StrengthOf(Option flag) =>
            isTyped(flag) ? Typed
            : given.FirstOrDefault(setting => setting.Option == flag) is not { } setting ? 0
            : setting.IsVariable ? Variable
            : File;
    }
}
