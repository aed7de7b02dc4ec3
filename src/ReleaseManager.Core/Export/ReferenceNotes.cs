using System.Collections.Concurrent;
using ReleaseManager.Core.Releases;
using ReleaseManager.Core.State;

namespace ReleaseManager.Core.Export;

/// <summary>
/// Notes in the entries of the revisions in force what they refer to. What is noted once is carried along with the entry, so that a record is not read
/// again for it.
/// </summary>
internal sealed class ReferenceNotes(ReleaseState state, ExportOptions options, ICollection<string> warnings)
{
    private static readonly string[] InstallEvents = ["pre-install", "post-install"];

    /// <summary>All that the revisions in force refer to, each once.</summary>
    public static IReadOnlyList<ObjectReference> Of(IEnumerable<ListingEntry> entries) =>
        [
            .. InForce(entries)
                .SelectMany(entry => entry.References ?? [])
                .Select(ObjectReference.Parse)
                .OfType<ObjectReference>()
                .Distinct(),
        ];

    /// <summary>The same entries, those in force with what they refer to.</summary>
    public async Task<IReadOnlyList<ListingEntry>> AddAsync(IReadOnlyList<ListingEntry> entries, CancellationToken stop)
    {
        var unknown = InForce(entries).Where(entry => entry is { References: null, Problem: null }).ToList();
        var noted = new ConcurrentDictionary<ListingEntry, ListingEntry>(ReferenceEqualityComparer.Instance);
        await Parallel.ForEachAsync(
            unknown,
            new ParallelOptions { MaxDegreeOfParallelism = options.Parallelism, CancellationToken = stop },
            async (entry, token) =>
            {
                if (await FindAsync(entry, token) is { } found)
                {
                    noted[entry] = entry with { References = found };
                }
            }
        );
        return [.. entries.Select(entry => noted.GetValueOrDefault(entry, entry))];
    }

    private static IEnumerable<ListingEntry> InForce(IEnumerable<ListingEntry> entries) =>
        entries
            .GroupBy(entry => (entry.Driver, entry.Namespace, entry.Name))
            .Select(release => History.Base(release, entry => entry.Revision, entry => entry.Status))
            .OfType<ListingEntry>();

    private async Task<IReadOnlyList<string>?> FindAsync(ListingEntry entry, CancellationToken stop)
    {
        try
        {
            return RecordCodec.Decode(
                await state.ReadRecordAsync(entry, stop),
                options.Limits,
                json => Find(Release.Parse(json, options.Limits), entry.Namespace)
            );
        }
        catch (ReleaseManagerException error) when (error is RecordException or StateException { TellsOfDamage: true })
        {
            lock (warnings)
            {
                warnings.Add(
                    $"What revision {entry.Revision} of {entry.Namespace}/{entry.Name} refers to cannot be told, and is not saved: {error.Message}"
                );
            }

            return null;
        }
    }

    private string[] Find(Release release, string ns)
    {
        List<ManifestObject> objects = [.. Manifest.Parse(release.Manifest, options.Limits)];
        foreach (var hook in release.Hooks.Where(hook => hook.Events.Intersect(InstallEvents).Any()))
        {
            objects.AddRange(Manifest.Parse(hook.Manifest, options.Limits));
        }

        var own = objects
            .Where(item => item.Group.Length == 0)
            .Select(item => new ObjectReference(item.Kind, item.Namespace ?? ns, item.Name))
            .ToHashSet();
        return
        [
            .. objects
                .SelectMany(item => ReferenceScan.Of(item, ns))
                .Select(use => use.To)
                .Except(own)
                .Select(reference => reference.ToString())
                .Order(StringComparer.Ordinal),
        ];
    }
}
