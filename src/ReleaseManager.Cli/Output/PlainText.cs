namespace ReleaseManager.Cli.Output;

/// <summary>Text from elsewhere (charts, clusters, servers) made fit for a terminal: no control characters that would move its cursor or change its colours.</summary>
internal static class PlainText
{
    /// <summary>The text on one line.</summary>
    public static string Of(string? text) =>
        string.IsNullOrEmpty(text) ? ""
        : text.Any(char.IsControl)
            ? string.Create(text.Length, text, (span, from) => Clean(from, span, keepLines: false))
        : text;

    /// <summary>The text with its lines and tabs.</summary>
    public static string Lines(string? text) =>
        string.IsNullOrEmpty(text) ? ""
        : text.Any(char.IsControl)
            ? string.Create(text.Length, text, (span, from) => Clean(from, span, keepLines: true))
        : text;

    private static void Clean(string from, Span<char> to, bool keepLines)
    {
        for (var i = 0; i < from.Length; i++)
        {
            to[i] =
                !char.IsControl(from[i]) || (keepLines && from[i] is '\n' or '\r' or '\t') ? from[i]
                : from[i] is '\n' or '\r' or '\t' ? ' '
                : '?';
        }
    }
}
