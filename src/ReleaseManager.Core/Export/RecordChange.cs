namespace ReleaseManager.Core.Export;

/// <summary>A record that was written or removed.</summary>
/// <param name="Namespace">Where; null where it is not known what changed.</param>
/// <param name="Release">Whose; null where it is not known.</param>
public readonly record struct RecordChange(string? Namespace, string? Release);
