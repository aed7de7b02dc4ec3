using System.Text.Json.Nodes;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.Import;

/// <summary>What a plan has to know of a release's base revision: names and kinds, so that many of them fit into memory.</summary>
internal sealed class ReleaseFootprint
{
    public IReadOnlyList<ObjectName> Objects { get; private init; } = [];

    /// <summary>Objects of the hooks that an import runs, with the event before each.</summary>
    public IReadOnlyList<(string Event, ObjectName Item)> Hooks { get; private init; } = [];

    /// <summary>Names of the CRDs that the manifest itself holds.</summary>
    public IReadOnlyList<string> Crds { get; private init; } = [];

    /// <summary>Kinds that those CRDs bring, as <c>Kind.group/version</c>; those that an APIService brings, as <c>*.group/version</c>.</summary>
    public IReadOnlySet<string> Provides { get; private init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>What the admission webhooks of the manifest want to see.</summary>
    public IReadOnlyList<WebhookRule> Webhooks { get; private init; } = [];

    /// <summary>The HelmRelease of Flux that the objects were labelled with, as <c>namespace/name</c>; null where they were not.</summary>
    public string? Flux { get; private init; }

    /// <summary>Namespaces that the manifest itself holds.</summary>
    public IReadOnlySet<string> Namespaces { get; private init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Volume claims, by the namespace (null: the release's) and name.</summary>
    public IReadOnlyList<ObjectName> VolumeClaims { get; private init; } = [];

    /// <summary>What the objects, and those of the hooks that run, refer to; without a namespace where the release's is meant.</summary>
    public IReadOnlyList<ReferenceUse> References { get; private init; } = [];

    /// <exception cref="ReleaseManagerException">A manifest cannot be read.</exception>
    public static ReleaseFootprint Of(Release release, bool noHooks)
    {
        var hooks = noHooks ? [] : (string[])["pre-install", "post-install"];
        return Of(
            Manifest.Parse(release.Manifest),
            hooks.SelectMany(on =>
                HookOrder
                    .For(release.Hooks, on)
                    .SelectMany(hook => Manifest.Parse(hook.Manifest))
                    .Select(item => (on, item))
            ),
            []
        );
    }

    /// <param name="objects">The manifest.</param>
    /// <param name="hooks">The hooks that run, with the event before each.</param>
    /// <param name="crdFiles">CRDs that come with the chart and stand in no manifest.</param>
    public static ReleaseFootprint Of(
        IReadOnlyList<ManifestObject> objects,
        IEnumerable<(string Event, ManifestObject Item)> hooks,
        IEnumerable<ManifestObject> crdFiles
    )
    {
        var run = hooks.ToList();
        return new ReleaseFootprint
        {
            Objects = [.. objects.Select(Named)],
            Hooks = [.. run.Select(hook => (hook.Event, Named(hook.Item)))],
            Crds = [.. objects.Where(IsCrd).Select(item => item.Name)],
            Provides = objects.Concat(crdFiles.Where(IsCrd)).SelectMany(ProvidedBy).ToHashSet(StringComparer.Ordinal),
            Namespaces = objects
                .Where(item => item.Kind == "Namespace" && item.Group.Length == 0)
                .Select(item => item.Name)
                .ToHashSet(StringComparer.Ordinal),
            VolumeClaims = [.. objects.SelectMany(Claims)],
            Webhooks = [.. objects.SelectMany(WebhookRule.Of)],
            Flux = objects.Select(FluxOf).OfType<string>().FirstOrDefault(),
            References =
            [
                .. objects
                    .Concat(run.Select(hook => hook.Item))
                    .SelectMany(item => ReferenceScan.Of(item, ns: ""))
                    .Distinct(),
            ],
        };
    }

    public static string KindKey(ObjectName item) => $"{item.Kind}.{item.Group}/{item.Version}";

    public static string GroupKey(ObjectName item) => $"*.{item.Group}/{item.Version}";

    /// <summary>The kinds that a CRD serves, as <c>Kind.group/version</c>.</summary>
    public static IEnumerable<string> Served(JsonObject crd)
    {
        var spec = crd.At("spec");
        var group = spec.At("group").Text();
        var kind = spec.At("names", "kind").Text();
        var versions = (spec.At("versions") as JsonArray)?.Select(version => version.At("name").Text()) ?? [];
        return versions
            .Append(spec.At("version").Text())
            .OfType<string>()
            .Distinct()
            .Select(v => $"{kind}.{group}/{v}");
    }

    private static bool IsCrd(ManifestObject item) =>
        item.Kind == "CustomResourceDefinition" && item.Group == "apiextensions.k8s.io";

    private static IEnumerable<string> ProvidedBy(ManifestObject item)
    {
        if (IsCrd(item))
        {
            return Served(item.Json);
        }

        return item.Kind == "APIService"
            ? [$"*.{item.Json.At("spec", "group").Text()}/{item.Json.At("spec", "version").Text()}"]
            : [];
    }

    private static IEnumerable<ObjectName> Claims(ManifestObject item)
    {
        if (item.Kind == "PersistentVolumeClaim" && item.Group.Length == 0)
        {
            yield return Named(item);
        }
        else if (item.Kind == "StatefulSet" && item.Json.At("spec", "volumeClaimTemplates") is JsonArray templates)
        {
            foreach (var name in templates.Select(template => template.At("metadata", "name").Text()).OfType<string>())
            {
                yield return Named(item) with
                {
                    Name = $"{name}-{item.Name}-*",
                };
            }
        }
    }

    private static string? FluxOf(ManifestObject item) =>
        item.Json.At("metadata", "labels") is JsonObject labels
        && labels["helm.toolkit.fluxcd.io/name"].Text() is { } name
        && labels["helm.toolkit.fluxcd.io/namespace"].Text() is { } ns
            ? $"{ns}/{name}"
            : null;

    private static ObjectName Named(ManifestObject item) =>
        new(item.Group, item.Version, item.Kind, item.Namespace, item.Name);
}
