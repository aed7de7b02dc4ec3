namespace ReleaseManager.Core.Import.Render;

/// <summary>Where a chart comes from that is not the one stored in the release.</summary>
/// <param name="Reference">What helm is given: a full path, <c>repository/chart</c> or a URL.</param>
/// <param name="Version">The wanted version; null where a path or URL says it already.</param>
/// <param name="Key">Under which name the user named it.</param>
internal sealed record ChartSource(string Reference, string? Version, string Key)
{
    /// <summary>The source that the settings name for a release: by its own name before its chart's.</summary>
    /// <param name="version">The version of a repository's chart where the source names none.</param>
    /// <returns>Null where none is named.</returns>
    /// <exception cref="ImportException">What is named is no source.</exception>
    public static ChartSource? Choose(
        IReadOnlyDictionary<string, string> sources,
        SavedRelease release,
        string chart,
        string version
    )
    {
        var key = ((string[])[release.ToString(), release.Name, chart]).FirstOrDefault(sources.ContainsKey);
        return key is null ? null : Parse(key, sources[key], version);
    }

    private static ChartSource Parse(string key, string text, string version)
    {
        if (Directory.Exists(text) || File.Exists(text))
        {
            return new ChartSource(Path.GetFullPath(text), null, key);
        }

        // A flag would say something else than where the chart is.
        if (text.Length == 0 || text[0] == '-' || text.Any(char.IsControl))
        {
            throw Refused("ChartSourceInvalid", "is no source of a chart");
        }

        var isUrl = Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" or "oci";
        if (isUrl && (url!.UserInfo.Length > 0 || url.Query.Length > 0))
        {
            throw Refused(
                "ChartSourceWithCredential",
                "has a user name or a query in it, which everybody can read who sees the plan or the processes",
                "Sign in before: helm registry login, helm repo add."
            );
        }

        if (isUrl && url!.Scheme is not "oci")
        {
            return new ChartSource(text, null, key);
        }

        var at = text.LastIndexOf('@');
        var (reference, wanted) = at > 0 ? (text[..at], text[(at + 1)..]) : (text, version);
        return IsRepositoryChart(reference) || isUrl
            ? new ChartSource(reference, wanted, key)
            : throw Refused(
                "ChartSourceNotFound",
                "is neither there as a folder or archive nor a chart of a repository"
            );

        ImportException Refused(string errorId, string why, string? advice = null) =>
            new(errorId, ErrorKind.Usage, $"The chart source for '{key}' {why}.")
            {
                Target = key,
                Advice =
                    advice
                    ?? "Name a chart's folder, its archive, repository/chart or oci://host/path, the last two with @version where it is not the stored one.",
            };
    }

    private static bool IsRepositoryChart(string text) =>
        text.Split('/') is [{ Length: > 0 } repository, { Length: > 0 }]
        && repository[0] is not ('.' or '~')
        && !text.EndsWith(".tgz", StringComparison.Ordinal);
}
