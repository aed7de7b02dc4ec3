using ReleaseManager.Core.Clusters;

namespace ReleaseManager.Core.Import.Versions;

/// <summary>
/// What may become of all objects of a kind, told without looking at one. A single object may fare otherwise: one of a served kind may
/// still refer to another by a removed version and is then converted, and one whose successor cannot say the same is unknown.
/// </summary>
/// <param name="Kind">What it is written as; for what is dropped or unknown the kind itself.</param>
/// <param name="Reason">Why it is dropped; null otherwise.</param>
internal readonly record struct VersionOutlook(VersionOutcome Outcome, ResourceKind Kind, string? Reason);
