using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.Import.Render;

/// <summary>An object that a release consists of, stored or rendered: of its manifest, or of a hook.</summary>
internal sealed record RenderedObject(ManifestObject Item, bool IsHook)
{
    private const string HookAnnotation = "helm.sh/hook";

    /// <summary>The events of an install at which a hook runs.</summary>
    public IEnumerable<string> InstallEvents =>
        Item
            .Annotations.GetValueOrDefault(HookAnnotation, "")
            .ToLowerInvariant()
            .Split(',', StringSplitOptions.TrimEntries)
            .Where(on => on is "pre-install" or "post-install");

    public override string ToString() =>
        $"{(IsHook ? "hook " : "")}{Item.Kind} {(Item.Namespace is null ? "" : Item.Namespace + "/")}{Item.Name}";

    /// <summary>All that a record holds.</summary>
    /// <exception cref="RecordException">A document cannot be read.</exception>
    public static IReadOnlyList<RenderedObject> Stored(Release release) =>
        [
            .. Manifest.Parse(release.Manifest).Select(item => new RenderedObject(item, IsHook: false)),
            .. release
                .Hooks.SelectMany(hook => Manifest.Parse(hook.Manifest))
                .Select(item => new RenderedObject(item, IsHook: true)),
        ];

    /// <summary>
    /// What <c>helm template --include-crds</c> prints: the files of <c>crds/</c>, the manifest, the hooks.
    /// </summary>
    /// <param name="crds">Takes the CRDs of <c>crds/</c>, which belong to no manifest.</param>
    public static IReadOnlyList<RenderedObject> Printed(string text, ICollection<ManifestObject> crds)
    {
        // Only the first document of a file with several CRDs has its path above it, and that may be an empty one.
        var crdFiles = new HashSet<int>();
        var isCrdFile = false;
        foreach (var document in ManifestSplitter.ForApplying(text))
        {
            isCrdFile = document.Source is { } source ? IsCrdFile(source) : isCrdFile;
            if (isCrdFile)
            {
                crdFiles.Add(document.Index);
            }
        }

        var objects = new List<RenderedObject>();
        foreach (var item in Manifest.Parse(text))
        {
            if (crdFiles.Contains(item.Document))
            {
                crds.Add(item);
            }
            else
            {
                objects.Add(new RenderedObject(item, item.Annotations.ContainsKey(HookAnnotation)));
            }
        }

        return objects;
    }

    // Helm 3.10 names the file within its chart, others may name the chart as well.
    private static bool IsCrdFile(string source) =>
        source.StartsWith("crds/", StringComparison.Ordinal)
        || (
            source.Contains("/crds/", StringComparison.Ordinal)
            && !source.Contains("/templates/", StringComparison.Ordinal)
        );
}
