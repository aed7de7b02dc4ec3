namespace ReleaseManager.Core.Clusters;

/// <summary>One request as it went; holds neither headers nor bodies.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Path and query.</param>
/// <param name="Status">HTTP status; 0 if no answer came.</param>
/// <param name="Elapsed">Until the answer was read, or until it failed.</param>
/// <param name="Attempt">1 for the first try.</param>
public sealed record RequestTrace(string Method, string Path, int Status, TimeSpan Elapsed, int Attempt);
