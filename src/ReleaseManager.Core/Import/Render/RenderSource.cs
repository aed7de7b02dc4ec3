using System.Text.Json.Nodes;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.Import.Render;

/// <summary>The chart that is rendered for a release: the one that its record holds, or the one that the user names for it.</summary>
internal sealed record RenderSource
{
    /// <summary>As <see cref="ReleaseRender.Source"/>.</summary>
    public string? Named { get; private init; }

    /// <summary>Name and version.</summary>
    public required string Chart { get; init; }

    /// <summary>As <see cref="RenderedChart.Chart"/>.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    public IReadOnlyList<string> Warnings { get; private init; } = [];

    /// <exception cref="ReleaseManagerException">The record's chart has lost its subcharts and nothing is named, or what is named is no chart.</exception>
    public static async Task<RenderSource> PrepareAsync(
        SavedRelease release,
        Release record,
        ReleaseImportSettings settings,
        HelmWorkspace workspace,
        CancellationToken stop
    )
    {
        var (name, version) = (record.Chart?.Name ?? "", record.Chart?.Version ?? "");
        if (ChartSource.Choose(settings.ChartSources, release, name, version) is { } source)
        {
            return await FromAsync(source, release, record, settings.ReleaseTimeout, workspace, stop);
        }

        var missing = await ChartFolder.WriteAsync(record, workspace.Chart, stop);
        return missing.Count == 0
            ? new RenderSource { Chart = $"{name}-{version}", Arguments = [workspace.Chart] }
            : throw new ImportException(
                "ChartSourceMissing",
                ErrorKind.Usage,
                $"The chart {name}-{version} of release {release} had the subcharts {string.Join(", ", missing)}, and a record does not hold them."
            )
            {
                Target = release.ToString(),
                Advice =
                    $"Name the whole chart: -ChartSource @{{ {name} = '...' }} (--chart-source {name}=...). Or bring it back as it was, by -Mode Replay.",
            };
    }

    private static async Task<RenderSource> FromAsync(
        ChartSource source,
        SavedRelease release,
        Release record,
        TimeSpan timeout,
        HelmWorkspace workspace,
        CancellationToken stop
    )
    {
        string[] arguments = source.Version is { Length: > 0 } wanted
            ? [source.Reference, "--version", wanted]
            : [source.Reference];
        var shown = await workspace.RunAsync(["show", "chart", .. arguments], timeout, stop);
        if (!shown.Succeeded || Read(shown.Answer) is not { } metadata)
        {
            throw new ImportException(
                "ChartSourceUnreadable",
                ErrorKind.Usage,
                $"The chart source for '{source.Key}' cannot be read: {HelmMessage.Of(shown.Error, new SecretTexts())}."
            )
            {
                Target = release.ToString(),
                Advice =
                    "Try it with helm show chart; a repository has to be known to helm (helm repo add), a registry may want a login.",
            };
        }

        var (name, version) = (Text(metadata["name"]), Text(metadata["version"]));
        var warnings = new List<string>();
        if (name != record.Chart?.Name)
        {
            warnings.Add(
                $"the chart source holds the chart {name}, and the release was made from {record.Chart?.Name}"
            );
        }

        if (version != record.Chart?.Version)
        {
            warnings.Add(
                $"the chart source holds version {version} of {name}, and the release was made from {record.Chart?.Version}"
            );
        }

        return new RenderSource
        {
            Named = source.Version is null ? source.Reference : $"{source.Reference}@{source.Version}",
            Chart = $"{name}-{version}",
            Arguments = arguments,
            Warnings = warnings,
        };
    }

    private static JsonObject? Read(string yaml)
    {
        try
        {
            return YamlReader.Read(yaml) as JsonObject;
        }
        catch (RecordException)
        {
            return null;
        }
    }

    private static string Text(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
}
