namespace ReleaseManager.Core.Releases;

/// <summary>
/// Names of files and folders that come from a record, which anybody may have made: nothing may lead out of the folder that they are for, on any
/// system, and no two may be one there.
/// </summary>
internal static class ChartFileName
{
    private static readonly string[] Devices =
    [
        "CON",
        "PRN",
        "AUX",
        "NUL",
        .. Enumerable.Range(1, 9).SelectMany(number => (string[])[$"COM{number}", $"LPT{number}"]),
    ];

    /// <summary>Whether a path with slashes stays where it is put.</summary>
    public static bool IsSafe(string name) =>
        name.Length is > 0 and < 1024
        && !name.Any(unit => char.IsControl(unit) || unit is '\\' or ':' or '*' or '?' or '"' or '<' or '>' or '|')
        && Array.TrueForAll(name.Split('/'), IsSafePart);

    /// <summary>Whether it is the name of one file or folder, and stays where it is put.</summary>
    public static bool IsSafeFolder(string name) => IsSafe(name) && !name.Contains('/', StringComparison.Ordinal);

    /// <summary>Equal for names that some system takes for one: without regard to case, and to dots and blanks at the end.</summary>
    public static string Same(string name) =>
        string.Join('/', name.Split('/').Select(part => part.TrimEnd('.', ' '))).ToUpperInvariant();

    /// <summary>The name for a message.</summary>
    public static string Shown(string name) =>
        new([.. name.Take(200).Select(unit => char.IsControl(unit) ? '?' : unit)]);

    private static bool IsSafePart(string part) =>
        part.Length is > 0 and <= 255
        && !part.All(unit => unit is '.' or ' ')
        && !(OperatingSystem.IsWindows() && Devices.Contains(part.Split('.')[0].Trim().ToUpperInvariant()));
}
