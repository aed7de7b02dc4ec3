using ReleaseManager.Core.Releases;
using ReleaseManager.Core.State;

namespace ReleaseManager.Core.Import;

/// <summary>Picks the releases of a snapshot that an import asks for.</summary>
internal sealed class ImportSelection(ImportOptions options)
{
    private readonly IReadOnlyList<NamePattern> _names = NamePattern.ParseAll(options.Names);
    private readonly IReadOnlyList<NamePattern> _namespaces = NamePattern.ParseAll(options.Namespaces);
    private readonly IReadOnlyList<NamePattern> _excluded = NamePattern.ParseAll(options.ExcludeNamespaces);
    private bool _passedOver;
    private readonly HashSet<string> _only = new(options.Releases, StringComparer.Ordinal);
    private readonly SortedDictionary<string, StateException> _lost = new(StringComparer.Ordinal);

    /// <summary>Whether everything that the snapshot holds is asked for.</summary>
    public bool IsWhole => _names.Count == 0 && _namespaces.Count == 0 && _excluded.Count == 0 && !_passedOver;

    /// <summary>Namespaces of which the listing is damaged or missing, so that none of their releases is known.</summary>
    public IReadOnlyDictionary<string, StateException> Lost => _lost;

    /// <returns>The releases, in the order of namespace and name.</returns>
    public async Task<IReadOnlyList<SavedRelease>> ReadAsync(
        ReleaseState state,
        Snapshot snapshot,
        CancellationToken stop
    )
    {
        var releases = new List<SavedRelease>();
        foreach (var (name, listing) in snapshot.Namespaces.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (!NamePattern.IsAnyMatchOrNone(_namespaces, name) || NamePattern.IsAnyMatch(_excluded, name))
            {
                continue;
            }

            IReadOnlyList<ListingEntry> entries;
            try
            {
                entries = await state.ReadListingAsync(listing.Listing, stop);
            }
            catch (StateException e) when (e.TellsOfDamage)
            {
                _lost[name] = e;
                continue;
            }

            releases.AddRange(
                entries
                    .Where(entry => NamePattern.IsAnyMatchOrNone(_names, entry.Name))
                    .Where(IsMeant)
                    .GroupBy(entry => new ReleaseKey(entry.Driver, entry.Namespace, entry.Name))
                    .OrderBy(group => group.Key.Name, StringComparer.Ordinal)
                    .ThenBy(group => group.Key.Driver, StringComparer.Ordinal)
                    .Select(group => new SavedRelease(group))
            );
        }

        return releases;
    }

    private bool IsMeant(ListingEntry entry)
    {
        var isMeant = _only.Count == 0 || _only.Contains($"{entry.Namespace}/{entry.Name}");
        _passedOver |= !isMeant;
        return isMeant;
    }

    /// <summary>Refuses what was named and is not there: nothing of it would come back, and nobody would notice.</summary>
    /// <exception cref="ImportException">A name or namespace without wildcards has no release in the snapshot.</exception>
    public void RequireNamed(Snapshot snapshot, IReadOnlyList<SavedRelease> releases)
    {
        Require(_namespaces, "namespace with releases", snapshot.Namespaces.Keys);
        if (_lost.Count == 0)
        {
            Require(_names, "release", releases.Select(release => release.Name));
            RequireAll("release", _only.Except(releases.Select(release => release.ToString())).ToList());
        }

        void Require(IReadOnlyList<NamePattern> patterns, string what, IEnumerable<string> there)
        {
            RequireAll(what, patterns.Select(pattern => pattern.Literal).OfType<string>().Except(there).ToList());
        }

        void RequireAll(string what, IReadOnlyList<string> missing)
        {
            if (missing.Count > 0)
            {
                throw new ImportException(
                    "ReleaseNotFound",
                    ErrorKind.Usage,
                    $"Snapshot {snapshot.Sequence} holds no {what} '{string.Join("', '", missing)}' among those asked for."
                )
                {
                    Target = string.Join(", ", missing),
                    Advice =
                        "List the releases of the snapshot to see what there is, or use a wildcard for what may be missing.",
                };
            }
        }
    }
}
