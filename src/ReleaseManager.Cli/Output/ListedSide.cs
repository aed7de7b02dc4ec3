namespace ReleaseManager.Cli.Output;

/// <summary>How one side of a comparison holds a release.</summary>
internal sealed record ListedSide
{
    /// <summary>Which side.</summary>
    public required string Source { get; init; }

    /// <summary>Highest revision.</summary>
    public required int Revision { get; init; }

    /// <summary>Status.</summary>
    public required string Status { get; init; }

    /// <summary>Chart and version.</summary>
    public string? Chart { get; init; }

    /// <summary>Version of the app.</summary>
    public string? AppVersion { get; init; }

    /// <summary>When it was deployed.</summary>
    public DateTimeOffset? Updated { get; init; }

    /// <summary>Shows a release; null for none.</summary>
    public static ListedSide? Of(HelmRelease? release, string source) =>
        release is null
            ? null
            : new ListedSide
            {
                Source = source,
                Revision = release.Revision,
                Status = release.Status,
                Chart = release.Chart,
                AppVersion = release.AppVersion,
                Updated = release.Updated,
            };
}
