using ReleaseManager.Core.Releases;
using ReleaseManager.Core.State;

namespace ReleaseManager.Daemon.Dashboard;

/// <summary>A release as it is told of: all that is ever said of one over HTTP.</summary>
internal sealed record ShownRelease
{
    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>Namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>Revision.</summary>
    public required int Revision { get; init; }

    /// <summary>Helm's status.</summary>
    public required string Status { get; init; }

    /// <summary>Name of the chart; null where unknown.</summary>
    public string? Chart { get; init; }

    /// <summary>Version of the chart; null where unknown.</summary>
    public string? ChartVersion { get; init; }

    /// <summary>Version of the app; null where unknown.</summary>
    public string? AppVersion { get; init; }

    /// <summary>When it was deployed; null where unknown.</summary>
    public DateTimeOffset? Updated { get; init; }

    /// <summary>Shows a release.</summary>
    public static ShownRelease Of(ReleaseSummary one) =>
        new()
        {
            Name = one.Name,
            Namespace = one.Namespace,
            Revision = one.Revision,
            Status = one.Status,
            Chart = one.Chart,
            ChartVersion = one.ChartVersion,
            AppVersion = one.AppVersion,
            Updated = RecordTime.TryParse(one.Updated, out var time) ? time : null,
        };
}
