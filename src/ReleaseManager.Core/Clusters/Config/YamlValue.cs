using System.Text.RegularExpressions;

namespace ReleaseManager.Core.Clusters.Config;

/// <summary>A value of a YAML file and the line it stands on.</summary>
internal sealed partial class YamlValue
{
    private YamlValue(int line) => Line = line;

    /// <summary>Line in the file, from 1.</summary>
    public int Line { get; }

    /// <summary>Text of a scalar; null for anything else.</summary>
    public string? Scalar { get; private init; }

    /// <summary>Written without quotes, so that it may mean null, a number or a boolean.</summary>
    public bool Plain { get; private init; }

    /// <summary>Entries of a list; null for anything else.</summary>
    public List<YamlValue>? Items { get; private init; }

    /// <summary>Members of a map; null for anything else. Of a repeated key the last counts, as in Go.</summary>
    public Dictionary<string, YamlValue>? Members { get; private init; }

    public bool IsNull => Scalar is not null && Plain && Scalar is "" or "~" or "null" or "Null" or "NULL";

    public bool? Boolean =>
        (Plain ? Scalar : null) switch
        {
            "true" or "True" or "TRUE" or "yes" or "Yes" or "YES" or "on" or "On" or "ON" => true,
            "false" or "False" or "FALSE" or "no" or "No" or "NO" or "off" or "Off" or "OFF" => false,
            _ => null,
        };

    /// <summary>Text that YAML does not take for a number or a boolean.</summary>
    public bool IsText => Scalar is not null && !(Plain && (Boolean is not null || Number().IsMatch(Scalar)));

    public static YamlValue Of(string scalar, bool plain, int line) => new(line) { Scalar = scalar, Plain = plain };

    public static YamlValue List(int line) => new(line) { Items = [] };

    public static YamlValue Map(int line) =>
        new(line) { Members = new Dictionary<string, YamlValue>(StringComparer.Ordinal) };

    [GeneratedRegex(
        @"^[-+]?(0[xX][0-9a-fA-F_]+|0b[01_]+|0o?[0-7_]+|[0-9][0-9_]*(\.[0-9_]*)?([eE][-+]?[0-9]+)?|\.[0-9]+([eE][-+]?[0-9]+)?|\.(inf|Inf|INF))$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Number();
}
