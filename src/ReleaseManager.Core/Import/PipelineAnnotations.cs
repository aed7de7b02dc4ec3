namespace ReleaseManager.Core.Import;

/// <summary>
/// Says what became of an import in the way that a pipeline puts on its page: workflow commands of GitHub Actions, logging commands of Azure DevOps.
/// Elsewhere it says nothing.
/// </summary>
public sealed class PipelineAnnotations
{
    private readonly Func<string, string, string, string>? _write;

    private PipelineAnnotations(Func<string, string, string, string>? write) => _write = write;

    /// <summary>Finds out where the process runs.</summary>
    /// <param name="variable">Reads a variable of the environment.</param>
    public static PipelineAnnotations Of(Func<string, string?> variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        if (string.Equals(variable("GITHUB_ACTIONS"), "true", StringComparison.OrdinalIgnoreCase))
        {
            return new PipelineAnnotations(GitHub);
        }

        return new PipelineAnnotations(
            string.Equals(variable("TF_BUILD"), "true", StringComparison.OrdinalIgnoreCase) ? Azure : null
        );
    }

    /// <summary>The lines for one result: an error where it failed or was refused, a warning for each of its warnings.</summary>
    public IEnumerable<string> Of(ReleaseImportResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (_write is not { } write)
        {
            yield break;
        }

        var release = $"{result.Namespace}/{result.Name}";
        foreach (var warning in result.Warnings)
        {
            yield return write("warning", release, warning);
        }

        if (result.Outcome is not (ReleaseImportOutcome.Restored or ReleaseImportOutcome.Skipped))
        {
            var advice = result.Advice is null ? "" : $" {result.Advice}";
            yield return write("error", release, $"{result.Message ?? result.Outcome.ToString()}{advice}");
        }
    }

    // https://docs.github.com/actions/reference/workflow-commands-for-github-actions: the message's own escapes, and those of a property.
    private static string GitHub(string kind, string release, string message) =>
        $"::{kind} title={Escaped(release).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal)}::{Escaped(message)}";

    // https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands: a percent sign is %AZP25.
    private static string Azure(string kind, string release, string message)
    {
        var text = $"{release}: {message}"
            .Replace("%", "%AZP25", StringComparison.Ordinal)
            .Replace("\r", "%0D", StringComparison.Ordinal)
            .Replace("\n", "%0A", StringComparison.Ordinal);
        return $"##vso[task.logissue type={kind}]{text}";
    }

    private static string Escaped(string text) =>
        text.Replace("%", "%25", StringComparison.Ordinal)
            .Replace("\r", "%0D", StringComparison.Ordinal)
            .Replace("\n", "%0A", StringComparison.Ordinal);
}
