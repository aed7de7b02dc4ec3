using System.Text.Json.Serialization;

namespace ReleaseManager.Cli.Output;

/// <summary>A release as <c>helm list --output json</c> writes it.</summary>
internal sealed record ListedRelease
{
    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>Namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>Highest revision; text, as Helm writes it.</summary>
    public required string Revision { get; init; }

    /// <summary>When it was deployed.</summary>
    public required string Updated { get; init; }

    /// <summary>Status.</summary>
    public required string Status { get; init; }

    /// <summary>Chart and version.</summary>
    public required string Chart { get; init; }

    /// <summary>Version of the app.</summary>
    [JsonPropertyName("app_version")]
    public required string AppVersion { get; init; }

    /// <summary>Shows a release.</summary>
    public static ListedRelease Of(HelmRelease release) =>
        new()
        {
            Name = release.Name,
            Namespace = release.Namespace,
            Revision = release.Revision.ToString(System.Globalization.CultureInfo.InvariantCulture),
            Updated = GoTimeText.Of(release.Updated),
            Status = release.Status,
            Chart = release.Chart ?? "",
            AppVersion = release.AppVersion ?? "",
        };
}
