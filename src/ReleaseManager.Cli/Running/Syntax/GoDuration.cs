using System.Globalization;
using System.Text.RegularExpressions;

namespace ReleaseManager.Cli.Running.Syntax;

/// <summary>Times as Helm's flags take them (Go's <c>time.ParseDuration</c>).</summary>
internal static partial class GoDuration
{
    /// <summary>Reads a time; null where it is none.</summary>
    public static TimeSpan? Parse(string text)
    {
        var match = Form().Match(text);
        if (!match.Success)
        {
            return null;
        }

        var seconds = 0.0;
        for (var i = 0; i < match.Groups["number"].Captures.Count; i++)
        {
            var number = double.Parse(match.Groups["number"].Captures[i].ValueSpan, CultureInfo.InvariantCulture);
            seconds +=
                number
                * match.Groups["unit"].Captures[i].Value switch
                {
                    "h" => 3600,
                    "m" => 60,
                    "s" => 1,
                    "ms" => 1e-3,
                    "us" or "µs" or "μs" => 1e-6,
                    _ => 1e-9,
                };
        }

        return seconds < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(seconds) : null;
    }

    [GeneratedRegex(
        @"^\+?((?<number>[0-9]{1,9}\.?[0-9]{0,9}|\.[0-9]{1,9})(?<unit>ms|us|µs|μs|ns|h|m|s))+$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Form();
}
