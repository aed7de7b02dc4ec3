namespace ReleaseManager.Core.Releases;

/// <summary>The objects of a release as one YAML stream.</summary>
public static class Manifest
{
    /// <summary>
    /// The objects in stored order, split and read as Helm does when it applies a manifest: Lists are flattened, empty
    /// documents skipped.
    /// </summary>
    /// <param name="manifest">The stored text.</param>
    /// <param name="limits">What is too much; null for the default.</param>
    /// <exception cref="RecordException">A document is malformed; tells which one, never what stands in it.</exception>
    public static IReadOnlyList<ManifestObject> Parse(string manifest, DecodeLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        var reader = new ManifestReader(limits ?? DecodeLimits.Default);
        return [.. reader.Read(manifest)];
    }

    /// <summary>
    /// The documents as text, split as Helm does when it sorts, shows and uninstalls: at each line that starts with three
    /// dashes, whatever follows them (<c>SplitManifests</c> in Helm's releaseutil). Blank documents are left out.
    /// </summary>
    /// <param name="manifest">The stored text.</param>
    public static IReadOnlyList<ManifestDocument> Split(string manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        return [.. ManifestSplitter.ForSorting(manifest)];
    }
}
