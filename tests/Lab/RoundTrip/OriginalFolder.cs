using ReleaseManager.Contracts;
using ReleaseManager.Lab.Scenario;
using Xunit;

namespace ReleaseManager.Lab.RoundTrip;

/// <summary>A folder as the original tool leaves it.</summary>
internal static class OriginalFolder
{
    /// <summary>Saves all releases of a cluster.</summary>
    /// <param name="folder">It is there.</param>
    public static async Task WriteAsync(KubernetesCluster cluster, string folder)
    {
        var stop = TestContext.Current.CancellationToken;
        using var api = cluster.OpenApi();
        var writer = new OriginalLayoutWriter((name, json) => File.WriteAllBytes(Path.Combine(folder, name), json));
        var records = await StoredRecords.ListAsync(api, stop);
        foreach (var record in records.OrderBy(StoredRecords.PathOf, StringComparer.Ordinal))
        {
            writer.Save(StoredRecords.Body(record));
        }
    }
}
