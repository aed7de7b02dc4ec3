using System.Text.RegularExpressions;
using ReleaseManager.Core.Import.Rewrite;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.Import;

/// <summary>Releases that come back in other namespaces than they were in.</summary>
internal static partial class Retarget
{
    /// <summary>The settings with the namespace of the selected releases, where a target for it was named.</summary>
    /// <exception cref="ImportException">The releases are of several namespaces, or a name is none that a namespace could have.</exception>
    public static ReleaseImportSettings Settle(ImportOptions options, IReadOnlyList<SavedRelease> selected)
    {
        var settings = options.Settings;
        if (options.TargetNamespace is { } target)
        {
            var sources = selected.Select(release => release.Namespace).Distinct(StringComparer.Ordinal).ToList();
            if (sources.Count > 1)
            {
                throw new ImportException(
                    "TargetNamespaceAmbiguous",
                    ErrorKind.Usage,
                    $"One target namespace was named, and the releases are of several: {string.Join(", ", sources)}."
                )
                {
                    Target = target,
                    Advice =
                        "Choose releases of one namespace, or map each namespace to its own (-NamespaceMap, --namespace-map).",
                };
            }

            settings = settings with
            {
                NamespaceMap = sources.ToDictionary(source => source, _ => target, StringComparer.Ordinal),
            };
        }

        // Both ends: a name with blanks or capitals maps nothing, and nobody would notice.
        foreach (var name in settings.NamespaceMap.SelectMany(pair => new[] { pair.Key, pair.Value }))
        {
            if (name.Length > 63 || !NamespaceName().IsMatch(name))
            {
                throw new ImportException(
                    "NamespaceNameInvalid",
                    ErrorKind.Usage,
                    $"'{name}' is no name that a namespace could have."
                )
                {
                    Target = name,
                    Advice = "Use lower case letters, digits and dashes, at most 63 of them.",
                };
            }
        }

        return settings with
        {
            NamespaceMap = new SortedDictionary<string, string>(
                settings
                    .NamespaceMap.Where(pair => pair.Key != pair.Value)
                    .ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal),
                StringComparer.Ordinal
            ),
        };
    }

    /// <summary>Refuses releases of one name that would come together in one namespace.</summary>
    public static void RefuseCollisions(IReadOnlyList<ReleaseDraft> drafts)
    {
        foreach (var same in drafts.GroupBy(draft => (draft.Release.Namespace, draft.Release.Name)))
        {
            var sources = same.Select(draft => draft.Release.SourceNamespace).Distinct(StringComparer.Ordinal).ToList();
            foreach (var draft in sources.Count > 1 ? same : Enumerable.Empty<ReleaseDraft>())
            {
                draft.Refuse(
                    "ReleasesCollide",
                    $"releases of this name from {string.Join(" and ", sources)} would both come back as {draft.Release}: map their namespaces to different ones, or bring back one of them"
                );
            }
        }
    }

    /// <summary>Where the base revision still names a namespace that moved.</summary>
    /// <param name="source">The namespace in which the release was saved.</param>
    public static IReadOnlyList<string> Mentions(Release release, string source, ReleaseImportSettings settings) =>
        settings.NamespaceMap.Count == 0
            ? []
            : NamespaceMentions.Find(release, source, [.. settings.NamespaceMap.Keys]);

    [GeneratedRegex(
        "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex NamespaceName();
}
