using System.Text.Json.Serialization;

namespace ReleaseManager.Cli.Output;

/// <summary>A revision as <c>helm history --output json</c> writes it.</summary>
internal sealed record ListedRevision
{
    /// <summary>Number.</summary>
    public required int Revision { get; init; }

    /// <summary>When it was deployed, as the record writes it.</summary>
    public required string Updated { get; init; }

    /// <summary>Status.</summary>
    public required string Status { get; init; }

    /// <summary>Chart and version.</summary>
    public required string Chart { get; init; }

    /// <summary>Version of the app.</summary>
    [JsonPropertyName("app_version")]
    public required string AppVersion { get; init; }

    /// <summary>What Helm noted.</summary>
    public required string Description { get; init; }
}
