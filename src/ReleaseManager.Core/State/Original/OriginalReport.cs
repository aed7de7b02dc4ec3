namespace ReleaseManager.Core.State.Original;

/// <summary>What could be recovered from what the original tool had saved, and what its layout has lost.</summary>
public sealed record OriginalReport
{
    private const int NamedAtMost = 5;

    /// <summary>Where the files are.</summary>
    public required string Location { get; init; }

    /// <summary>What was recovered, by namespace and name.</summary>
    public required IReadOnlyList<OriginalRelease> Releases { get; init; }

    /// <summary>The name of the release that the tool itself was; null where unknown.</summary>
    public string? Manager { get; init; }

    /// <summary>The files that could not be read, by name.</summary>
    public required IReadOnlyList<UnreadableFile> Unreadable { get; init; }

    /// <summary>What to know before anything of it is used, in few lines; <see cref="Notes"/> name everything.</summary>
    public IReadOnlyList<string> Warnings
    {
        get
        {
            var losing = Releases.Where(release => release.Losses.Count > 0).Select(one => one.ToString()).ToList();
            List<string> warnings =
            [
                $"{Location} holds what the original tool saved; it is read as one snapshot. That layout never held custom resource definitions that stand neither in a manifest nor in a chart's own crds/, labels and annotations of namespaces and records, or the records' exact bytes, and does not tell whether it holds all releases of its cluster",
            ];
            if (Unreadable.Count > 0)
            {
                warnings.Add($"Files that cannot be read are left out: {Few(Unreadable.Select(one => one.File))}");
            }

            if (losing.Count > 0)
            {
                warnings.Add(
                    $"Revisions are missing, left out or doubtful of: {Few(losing)}; a verify of the state names them"
                );
            }

            return warnings;
        }
    }

    /// <summary>All of it, one line for each release and one for each loss.</summary>
    public IReadOnlyList<string> Notes =>
        [
            Warnings[0],
            .. Releases.SelectMany(release =>
                release
                    .Losses.Select(loss => $"{release}: {loss}")
                    .Prepend($"{release}: recovered {RevisionRanges.Of(release.Revisions)}")
            ),
        ];

    /// <summary>What is lost or doubtful of one release.</summary>
    public IReadOnlyList<string> LossesOf(string ns, string name) =>
        Releases.FirstOrDefault(release => release.Namespace == ns && release.Name == name)?.Losses ?? [];

    private static string Few(IEnumerable<string> names)
    {
        var all = names.ToList();
        var more = all.Count - NamedAtMost;
        return string.Join(", ", all.Take(NamedAtMost)) + (more > 0 ? $" and {more} more" : "");
    }
}
