namespace ReleaseManager.Core.Import;

/// <summary>What an import can do with a release, given what the cluster holds of it.</summary>
internal sealed record TargetVerdict(ReleaseImportAction Action, string? ErrorId, IReadOnlyList<string> Reasons);
