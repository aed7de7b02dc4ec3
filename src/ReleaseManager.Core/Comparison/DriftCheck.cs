using System.Text.Json.Nodes;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Import;
using ReleaseManager.Core.Import.Versions;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.Comparison;

/// <summary>
/// Finds out where the objects of a release are not what the manifest of its deployed revision says. Hooks come and go, and are not looked at; nor is
/// what a manifest does not set.
/// </summary>
internal sealed class DriftCheck(KubeClient cluster, bool showSecrets) : IDisposable
{
    private const int AtOnce = 16;

    private readonly ObjectComparison _comparison = new("manifest", "live", showSecrets);
    private readonly AppliedAgain _applied = new(cluster);
    private readonly SemaphoreSlim _room = new(AtOnce);

    /// <exception cref="ReleaseManagerException">The cluster cannot be reached, or the record cannot be read.</exception>
    public async Task<ReleaseDrift> FindAsync(ClusterRelease release, CancellationToken stop)
    {
        if (release.Base is not { } @base)
        {
            return new ReleaseDrift([], []);
        }

        var value = await release.ReadBaseAsync(@base, stop) ?? throw ComparisonErrors.Gone(release.Release);
        IReadOnlyList<ManifestObject> objects;
        try
        {
            objects = Manifest.Parse(Release.Parse(RecordCodec.Decode(value, DecodeLimits.Default)).Manifest);
        }
        catch (RecordException error)
        {
            return new ReleaseDrift([], [$"Its objects cannot be looked at: {error.Message}"]);
        }

        var found = await Task.WhenAll(objects.Select(item => FindAsync(item, @base.Release.Namespace, stop)));
        return new ReleaseDrift(
            found.Select(one => one.Difference).OfType<HelmObjectDifference>().ToArray(),
            [.. found.Select(one => one.Problem).OfType<string>()]
        );
    }

    public void Dispose() => _room.Dispose();

    private async Task<ObjectDrift> FindAsync(ManifestObject item, string ns, CancellationToken stop)
    {
        await _room.WaitAsync(stop);
        try
        {
            return await FindOneAsync(item, ns, stop);
        }
        catch (KubeApiException error) when (!error.IsUnauthorized)
        {
            return new ObjectDrift(null, $"{item} could not be looked at: {error.Message}");
        }
        finally
        {
            _room.Release();
        }
    }

    private async Task<ObjectDrift> FindOneAsync(ManifestObject item, string ns, CancellationToken stop)
    {
        if (item.Name.Length == 0)
        {
            return new ObjectDrift(null, $"{item} cannot be found again: the cluster gave it its name.");
        }

        var catalog = await cluster.DiscoverAsync(refresh: false, stop);
        var verdict = ServedVersion.Find(
            item.Json,
            (group, version, kind) => catalog.Find(group, version, kind) is not null
        );
        var form = verdict.Object ?? item.Json;
        if (
            verdict.Outcome is VersionOutcome.Dropped or VersionOutcome.Unknown
            || ResourceOf(catalog, form) is not { } resource
        )
        {
            return new ObjectDrift(null, $"{item} cannot be looked at: the cluster does not serve its kind.");
        }

        var address = ObjectForm.Address(item, resource, ns);
        var wanted = WantedObject.From(ObjectForm.Body(form, address, stamp: null));
        if (await _applied.FindAsync(address, wanted, stop) is not var (live, expected, note))
        {
            return GoesByItself(wanted)
                ? ObjectDrift.None
                : new ObjectDrift(
                    _comparison.Compare(item, address.Namespace, wanted, null, HelmObjectChange.Missing),
                    null
                );
        }

        var found = ReferenceEquals(live, expected)
            ? null
            : _comparison.Compare(item, address.Namespace, expected, live, HelmObjectChange.Changed);
        return found is null ? ObjectDrift.None : new ObjectDrift(found with { Note = note }, null);
    }

    private static ApiResource? ResourceOf(ApiCatalog catalog, JsonObject item)
    {
        var parts = $"{item["apiVersion"]}".Split('/');
        return catalog.Find(parts.Length > 1 ? parts[0] : "", parts[^1], $"{item["kind"]}");
    }

    /// <summary>A Job whose manifest has it removed once it is done is not missed.</summary>
    private static bool GoesByItself(JsonObject wanted) =>
        wanted["kind"]?.ToString() is "Job" && wanted["spec"]?["ttlSecondsAfterFinished"] is not null;
}
