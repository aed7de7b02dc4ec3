using System.Security.Cryptography;
using System.Text;
using ReleaseManager.Core.Backends;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.State;

namespace ReleaseManager.Core.Export;

/// <summary>
/// Releases of a cluster as a state that lives in memory only, so that they can be brought into another cluster by the same engine, with nothing saved
/// between. Read again, it is the same state: an import that was stopped goes on.
/// </summary>
public static class LiveState
{
    /// <summary>Reads the releases, and what they stand on.</summary>
    /// <param name="source">The cluster in which they are.</param>
    /// <param name="releases">Which, as <c>namespace/name</c>. Where these are all that the cluster has, its CRDs come along that no release is known to need.</param>
    /// <param name="options">What else is read; neither names nor namespaces.</param>
    /// <exception cref="ReleaseManagerException">The cluster did not give a whole answer.</exception>
    public static async Task<ReleaseState> ReadAsync(
        KubeClient source,
        IReadOnlyCollection<string> releases,
        ExportOptions options,
        TimeProvider time,
        IProgress<OperationProgress>? progress,
        CancellationToken stop
    )
    {
        ArgumentNullException.ThrowIfNull(source);
        var state = ReleaseState.At(new TransientBackend($"the cluster at {source.Access.Server}", time), time);
        if (!await AreAllAsync(source, releases, progress, stop))
        {
            var parts = releases.Select(release => release.Split('/')).ToList();
            options = options with
            {
                Namespaces = [.. parts.Select(part => part[0]).Distinct(StringComparer.Ordinal)],
                Names = [.. parts.Select(part => part[1]).Distinct(StringComparer.Ordinal)],
            };
        }

        var lister = new RecordLister(source, new ExportScope(options));
        var identity = await new IdentityReader(source, lister).ReadAsync(stop);
        await state.CreateHeaderAsync(identity, IdOf(identity), stop);
        await new Exporter(source, state, time).RunAsync(options, progress, stop);
        return state;
    }

    private static async Task<bool> AreAllAsync(
        KubeClient source,
        IReadOnlyCollection<string> releases,
        IProgress<OperationProgress>? progress,
        CancellationToken stop
    )
    {
        try
        {
            var wanted = releases.ToHashSet(StringComparer.Ordinal);
            var everything = new RecordLister(source, new ExportScope(new ExportOptions()));
            var inventory = await everything.ListAsync(progress, stop);
            return inventory.Records.All(record =>
                wanted.Contains($"{record.Release.Namespace}/{record.Release.Name}")
            );
        }
        catch (KubeApiException error) when (error.IsForbidden)
        {
            return false;
        }
    }

    private static string IdOf(ClusterIdentity identity)
    {
        var text =
            identity.KubeSystemUid
            ?? string.Join('\n', identity.NamespaceUids.Select(pair => $"{pair.Key} {pair.Value}"));
        return new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"live {text}")).AsSpan(0, 16)).ToString();
    }
}
