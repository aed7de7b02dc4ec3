namespace ReleaseManager.Core.State.Original;

/// <summary>Makes a history of the files of one release, and says what that history lacks.</summary>
internal sealed class OriginalHistory
{
    private readonly List<string> _losses = [];

    /// <param name="files">All files of one namespace and name; at least one.</param>
    public OriginalHistory(IEnumerable<OriginalFile> files)
    {
        var kept = new List<OriginalFile>();
        DateTimeOffset? begun = null;
        foreach (var revision in files.GroupBy(file => file.Entry.Revision).OrderBy(group => group.Key))
        {
            var file = Choose(revision);

            // All revisions of an installation say when it began; one that began earlier cannot have a higher number in the same history.
            if (file.FirstDeployed < begun)
            {
                _losses.Add(
                    $"revision {revision.Key} in {file.Name} is left from an earlier installation of that name, and left out"
                );
                continue;
            }

            begun = file.FirstDeployed ?? begun;
            kept.Add(file);
            if (file.Name != file.ProperName)
            {
                _losses.Add(
                    $"revision {revision.Key} is in {file.Name}, which the tool would have named {file.ProperName}"
                );
            }
        }

        Files = kept;
        if (RevisionRanges.Missing([.. kept.Select(file => file.Entry.Revision)]) is { } missing)
        {
            _losses.Add(
                $"missing: {missing}; overwritten in this layout, or pruned by Helm before: it does not tell which"
            );
        }
    }

    /// <summary>The files that count, one for each revision, ascending; at least one.</summary>
    public IReadOnlyList<OriginalFile> Files { get; }

    /// <summary>Adds what the release will lack.</summary>
    public void Lack(string loss) => _losses.Add(loss);

    /// <summary>What there is to say of it.</summary>
    /// <param name="namespaces">All namespaces in which releases of that name were found.</param>
    /// <param name="own">The name of the release that the tool itself was; null where unknown.</param>
    public OriginalRelease Describe(IReadOnlyList<string> namespaces, string? own)
    {
        var entry = Files[0].Entry;
        List<string> losses = [.. _losses];
        if (namespaces.Count > 1)
        {
            losses.Add(
                $"releases of that name are in the namespaces {string.Join(", ", namespaces)}: their files can have had the same name, so that revisions of one may have overwritten those of another"
            );
        }

        if (entry.Name == own)
        {
            losses.Add("it is the original tool itself");
        }

        return new(entry.Namespace, entry.Name, [.. Files.Select(file => file.Entry.Revision)], losses);
    }

    private OriginalFile Choose(IEnumerable<OriginalFile> revision)
    {
        var files = revision
            .OrderByDescending(file => file.LastDeployed)
            .ThenByDescending(file => file.Entry.Seen)
            .ThenBy(file => file.Name, StringComparer.Ordinal)
            .ToList();
        if (files is [var chosen, .. var others] && others.Count > 0)
        {
            _losses.Add(
                $"revision {chosen.Entry.Revision} is in several files: {chosen.Name} counts, deployed last; left out: {string.Join(", ", others.Select(file => file.Name))}"
            );
        }

        return files[0];
    }
}
