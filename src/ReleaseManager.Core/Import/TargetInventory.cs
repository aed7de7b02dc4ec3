using System.Globalization;
using ReleaseManager.Core.Clusters;

namespace ReleaseManager.Core.Import;

/// <summary>Which releases a cluster holds, from the metadata of its records alone.</summary>
internal sealed class TargetInventory
{
    private readonly Dictionary<ReleaseKey, List<TargetRecord>> _records = [];

    public IReadOnlyList<TargetRecord> Find(ReleaseKey key) => _records.TryGetValue(key, out var found) ? found : [];

    /// <summary>Reads the whole cluster, or, where that is not allowed, the namespaces in question.</summary>
    public static async Task<TargetInventory> ReadAsync(
        KubeClient cluster,
        IReadOnlyCollection<string> namespaces,
        CancellationToken stop
    )
    {
        var inventory = new TargetInventory();
        foreach (var driver in (string[])["secret", "configmap"])
        {
            try
            {
                await inventory.AddAsync(cluster, driver, null, stop);
            }
            catch (KubeApiException error) when (error.IsForbidden)
            {
                foreach (var name in namespaces)
                {
                    await inventory.AddAsync(cluster, driver, name, stop);
                }
            }
        }

        return inventory;
    }

    private async Task AddAsync(KubeClient cluster, string driver, string? inNamespace, CancellationToken stop)
    {
        var helms = new ListOptions { LabelSelector = "owner=helm" };
        await foreach (var found in cluster.ListMetadataAsync(RecordObject.Resource(driver), inNamespace, helms, stop))
        {
            if (!found.Labels.TryGetValue("name", out var name))
            {
                continue;
            }

            var key = new ReleaseKey(driver, found.Namespace!, name);
            if (!_records.TryGetValue(key, out var records))
            {
                records = [];
                _records[key] = records;
            }

            records.Add(
                new TargetRecord(
                    found.Name,
                    Revision(found),
                    found.Labels.GetValueOrDefault("status") ?? "",
                    ImportLock.Find(found.Annotations)
                )
            );
        }
    }

    private static int Revision(KubeObject found)
    {
        var suffix = found.Name[(found.Name.LastIndexOf('v') + 1)..];
        return
            int.TryParse(suffix, NumberStyles.None, CultureInfo.InvariantCulture, out var revision)
            || int.TryParse(
                found.Labels.GetValueOrDefault("version"),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out revision
            )
            ? revision
            : 0;
    }
}
