namespace ReleaseManager;

/// <summary>What one revision of a release holds.</summary>
public sealed record HelmReleaseContent
{
    /// <summary>What Helm noted of the last operation.</summary>
    public required string Description { get; init; }

    /// <summary>When the first revision was deployed; null where the record does not say.</summary>
    public DateTimeOffset? FirstDeployed { get; init; }

    /// <summary>
    /// The user's values: dictionaries, lists, strings, booleans, nulls, and numbers as <see cref="long"/>,
    /// <see cref="decimal"/> or <see cref="double"/>, whichever holds them first.
    /// </summary>
    public required IReadOnlyDictionary<string, object?> Values { get; init; }

    /// <summary>The rendered objects as one YAML stream.</summary>
    public required string Manifest { get; init; }

    /// <summary>The rendered notes; empty where the chart has none.</summary>
    public required string Notes { get; init; }

    /// <summary>The hooks in stored order.</summary>
    public required IReadOnlyList<HelmReleaseHook> Hooks { get; init; }
}
