namespace ReleaseManager.Core.State;

/// <summary>One revision of a release in the few words that a list or a comparison needs; small enough to be kept by the thousand.</summary>
public sealed record ReleaseSummary
{
    /// <summary>Namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>Name of the release.</summary>
    public required string Name { get; init; }

    /// <summary>Where Helm kept it.</summary>
    public required string Driver { get; init; }

    /// <summary>Number of the revision.</summary>
    public required int Revision { get; init; }

    /// <summary>Helm's status.</summary>
    public required string Status { get; init; }

    /// <summary>Name of the chart; null where unknown.</summary>
    public string? Chart { get; init; }

    /// <summary>Version of the chart; null where unknown.</summary>
    public string? ChartVersion { get; init; }

    /// <summary>Version of the app; null where unknown.</summary>
    public string? AppVersion { get; init; }

    /// <summary>Time of the last deployment, as the record writes it; null where unknown.</summary>
    public string? Updated { get; init; }

    /// <summary>Name of the content that holds the record; two of one name hold the same.</summary>
    public required string Record { get; init; }

    /// <summary>What an entry of a listing tells.</summary>
    public static ReleaseSummary Of(ListingEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return new ReleaseSummary
        {
            Namespace = entry.Namespace,
            Name = entry.Name,
            Driver = entry.Driver,
            Revision = entry.Revision,
            Status = entry.Status,
            Chart = entry.Chart,
            ChartVersion = entry.ChartVersion,
            AppVersion = entry.AppVersion,
            Updated = entry.Updated,
            Record = entry.Record,
        };
    }

    /// <summary>The highest revision of each release, by namespace and name.</summary>
    public static IReadOnlyList<ReleaseSummary> Newest(IEnumerable<ReleaseSummary> revisions) =>
        [
            .. revisions
                .GroupBy(one => (one.Namespace, one.Name, one.Driver))
                .Select(group => group.MaxBy(one => one.Revision)!)
                .OrderBy(one => one.Namespace, StringComparer.Ordinal)
                .ThenBy(one => one.Name, StringComparer.Ordinal)
                .ThenBy(one => one.Driver, StringComparer.Ordinal),
        ];
}
