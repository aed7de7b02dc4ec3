using System.Text.RegularExpressions;

namespace ReleaseManager.Core.Import.Render;

/// <summary>What helm says went wrong, made fit to be shown: it quotes values, lines of manifests and whole objects.</summary>
internal static partial class HelmMessage
{
    private const int Longest = 800;

    public static string Of(string error, SecretTexts secrets)
    {
        var lines = error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var at = Array.FindLastIndex(lines, line => line.StartsWith("Error:", StringComparison.Ordinal));
        var said = string.Join(' ', lines.Skip(Math.Max(at, 0)));
        said = said.StartsWith("Error:", StringComparison.Ordinal) ? said["Error:".Length..].Trim() : said;
        said = Quoted().Replace(Excerpt().Replace(said, "(an excerpt is not shown)"), "${what}(hidden)");
        said = secrets.Hide(said);
        said = new string([.. said.Select(unit => char.IsControl(unit) ? ' ' : unit)]);
        return said.Length switch
        {
            0 => "it did not say why",
            > Longest => said[..Longest] + "...",
            _ => said.TrimEnd('.'),
        };
    }

    /// <summary>Kubernetes' decoder shows the bytes around an error, from here to the end of what it says.</summary>
    [GeneratedRegex(
        "error found in #[0-9]+ byte of .*",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Excerpt();

    /// <summary>The API and schemas quote what they refuse.</summary>
    [GeneratedRegex(
        """(?<what>(Invalid value|Unsupported value|Duplicate value): )("([^"\\]|\\.)*"|[^:]*)(?=:|$)""",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Quoted();
}
