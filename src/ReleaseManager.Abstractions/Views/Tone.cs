namespace ReleaseManager.Views;

/// <summary>In what colour a status is shown; the names are those of the foreground colours of PowerShell's <c>$PSStyle</c>.</summary>
public static class Tone
{
    private const string Good = "Green";
    private const string Bad = "BrightRed";
    private const string Unsettled = "Yellow";
    private const string Past = "BrightBlack";

    /// <summary>The colour of a status of Helm, an action of a plan, an outcome of an import, or whether something is as it should be.</summary>
    /// <returns>Empty for what is shown like all other text.</returns>
    public static string Of(object? status) =>
        status switch
        {
            true or "True" => Good,
            false or "False" => Bad,
            _ => Of($"{status}"),
        };

    private static string Of(string status) =>
        status switch
        {
            "deployed" or nameof(ReleaseImportOutcome.Restored) or "Succeeded" => Good,
            "failed" or "Failed" or nameof(ReleaseImportOutcome.Refused) or nameof(ReleaseImportAction.Refuse) => Bad,
            "superseded" or "uninstalled" or nameof(ReleaseImportOutcome.Skipped) or nameof(ReleaseImportAction.Skip) =>
                Past,
            "uninstalling" or "unknown" or "Running" or "Unknown" or nameof(ReleaseImportOutcome.Stopped) => Unsettled,
            _ when status.StartsWith("pending-", StringComparison.Ordinal) => Unsettled,
            _ => "",
        };
}
