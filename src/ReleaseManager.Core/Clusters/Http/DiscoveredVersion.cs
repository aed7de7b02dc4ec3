namespace ReleaseManager.Core.Clusters.Http;

/// <summary>What one version of a group serves.</summary>
/// <param name="Version">The version with its group, such as <c>apps/v1</c>.</param>
/// <param name="Found">Its kinds; none where its server does not answer.</param>
/// <param name="Why">Why its server does not answer; null where it does.</param>
internal sealed record DiscoveredVersion(string Version, IReadOnlyList<ApiResource> Found, string? Why);
