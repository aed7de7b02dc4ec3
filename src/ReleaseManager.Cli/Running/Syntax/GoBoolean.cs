namespace ReleaseManager.Cli.Running.Syntax;

/// <summary>True and false as the flags of Go's tools take them (Go's <c>strconv.ParseBool</c>).</summary>
internal static class GoBoolean
{
    /// <summary>Reads one; null where it is none.</summary>
    public static bool? Parse(string text) =>
        text switch
        {
            "1" or "t" or "T" or "TRUE" or "true" or "True" => true,
            "0" or "f" or "F" or "FALSE" or "false" or "False" => false,
            _ => null,
        };
}
