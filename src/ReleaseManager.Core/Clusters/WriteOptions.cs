namespace ReleaseManager.Core.Clusters;

/// <summary>How to write an object.</summary>
public sealed record WriteOptions
{
    /// <summary>Under the product's own field manager, not forced.</summary>
    public static WriteOptions Default { get; } = new();

    /// <summary>Who the API records as the owner of the fields that are written.</summary>
    public string FieldManager { get; init; } = "releasemanager";

    /// <summary>Apply only: takes fields away from other managers instead of failing with a conflict.</summary>
    public bool Force { get; init; }

    /// <summary>Has the API check everything and write nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>What happens to unknown and repeated fields: <c>Strict</c>, <c>Warn</c> or <c>Ignore</c>; null for the API's default.</summary>
    public string? FieldValidation { get; init; }
}
