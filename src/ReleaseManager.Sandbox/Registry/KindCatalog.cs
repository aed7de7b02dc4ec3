using System.Text.Json.Nodes;
using ReleaseManager.Sandbox.Json;

namespace ReleaseManager.Sandbox.Registry;

/// <summary>The kinds that are served: the built-in ones and those of custom resource definitions.</summary>
internal sealed class KindCatalog(IEnumerable<SandboxKind> builtIn)
{
    private readonly List<ServedKind> _kinds = [.. builtIn.Concat(Reviews).Select(kind => new ServedKind(kind, null))];

    private static IEnumerable<SandboxKind> Reviews =>
        [
            Review("authorization.k8s.io", "SelfSubjectAccessReview", "selfsubjectaccessreviews"),
            Review("authentication.k8s.io", "SelfSubjectReview", "selfsubjectreviews"),
        ];

    public IReadOnlyList<ServedKind> All => _kinds;

    /// <summary>Groups in the order in which they are shown, without the core group.</summary>
    public IEnumerable<string> Groups =>
        _kinds.Select(kind => kind.Kind.Group).Where(group => group.Length > 0).Distinct(StringComparer.Ordinal);

    public ServedKind? Find(string group, string version, string plural) =>
        _kinds.Find(each =>
            each.Kind.Plural == plural && each.Kind.Group == group && each.Kind.Versions.Contains(version)
        );

    public ServedKind? FindKind(string group, string kind) =>
        _kinds.Find(each => each.Kind.Kind == kind && each.Kind.Group == group);

    /// <summary>The kind behind a storage; the built-in name where a storage has several.</summary>
    public ServedKind? Stored(string storage) => _kinds.Find(each => each.Storage == storage);

    /// <summary>A group's versions, the preferred one first: stable before beta before alpha, then the higher.</summary>
    public IReadOnlyList<string> Versions(string group) =>
        [
            .. _kinds
                .Where(kind => kind.Kind.Group == group)
                .SelectMany(kind => kind.Kind.Versions)
                .Distinct(StringComparer.Ordinal)
                .Order(VersionOrder.Instance),
        ];

    /// <summary>Serves the kind of a definition from now on, in place of what it was before.</summary>
    public void Serve(JsonObject definition)
    {
        Withdraw(definition);
        var spec = definition["spec"];
        string[] versions =
        [
            .. spec.At("versions")
                .Objects()
                .Where(version => version.TrueAt("served"))
                .Select(version => version.TextAt("name")!),
        ];
        if (versions.Length == 0)
        {
            return;
        }

        var kind = new SandboxKind
        {
            Group = spec.TextAt("group")!,
            Kind = spec.TextAt("names", "kind")!,
            Plural = spec.TextAt("names", "plural")!,
            Namespaced = spec.TextAt("scope") == "Namespaced",
            Versions = versions,
            ShortNames = [.. spec.At("names", "shortNames").Texts()],
            Subresources =
            [
                .. spec.At("versions")
                    .Objects()
                    .SelectMany(version => version["subresources"] as JsonObject ?? [])
                    .Select(subresource => subresource.Key)
                    .Distinct(StringComparer.Ordinal),
            ],
            CountsGenerations = true,
        };
        _kinds.Add(new ServedKind(kind, definition));
    }

    private static SandboxKind Review(string group, string kind, string plural) =>
        new()
        {
            Group = group,
            Kind = kind,
            Plural = plural,
            Namespaced = false,
            Versions = ["v1"],
            IsReview = true,
        };

    /// <summary>No longer serves the kind of a definition.</summary>
    public void Withdraw(JsonObject definition) =>
        _kinds.RemoveAll(kind =>
            kind.Definition.TextAt("metadata", "name") == definition.TextAt("metadata", "name")
            && kind.Definition is not null
        );
}
