using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.Import.Render;

/// <summary>
/// Compares what a release stored with what its chart renders to, object by object. A plan is shown to many and saved: it tells where something differs, and
/// what, only where that is surely no secret.
/// </summary>
internal sealed partial class ManifestComparison(string ns, SecretTexts secrets)
{
    private const int MostFields = 40;

    /// <param name="shape">Source, chart and ignored values of the result.</param>
    public ReleaseRender Compare(
        IReadOnlyList<RenderedObject> stored,
        IReadOnlyList<RenderedObject> rendered,
        ReleaseRender shape
    )
    {
        var pairs = ObjectPairs.Of(stored, rendered, ns);
        var both = pairs.Where(pair => pair is { Old: not null, New: not null }).ToList();
        var changed = both.Select(pair => Change(pair.Old!, pair.New!)).OfType<ReleaseRenderChange>().ToList();
        return shape with
        {
            Added = [.. pairs.Where(pair => pair.Old is null).Select(pair => pair.New!.ToString())],
            Removed = [.. pairs.Where(pair => pair.New is null).Select(pair => pair.Old!.ToString())],
            Changed = changed,
            Unchanged = both.Count - changed.Count,
        };
    }

    private ReleaseRenderChange? Change(RenderedObject old, RenderedObject @new)
    {
        var differences = JsonFields.Compare(old.Item.Json, @new.Item.Json).ToList();
        if (differences.Count == 0)
        {
            return null;
        }

        if (old.Item.Kind is "Secret")
        {
            return new ReleaseRenderChange(@new.ToString(), []);
        }

        var mayShow = IsOfKubernetes(old.Item.Group) && old.Item.Kind is not "ConfigMap";
        var fields = differences.Take(MostFields).Select(difference => Describe(difference, mayShow)).ToList();
        if (differences.Count > MostFields)
        {
            fields.Add(string.Create(CultureInfo.InvariantCulture, $"and {differences.Count - MostFields} more"));
        }

        return new ReleaseRenderChange(@new.ToString(), fields);
    }

    private string Describe(JsonFields.Difference difference, bool mayShow)
    {
        var path = secrets.Hide(difference.Path);
        if (
            !mayShow
            || SecretTexts.IsTelling(difference.Path)
            || Unclear().IsMatch(difference.Path)
            || difference.Old is JsonObject or JsonArray && difference.New is not JsonArray
            || JsonFields.Short(difference.Old) is not { } old
            || JsonFields.Short(difference.New) is not { } @new
            || secrets.IsIn(old)
            || secrets.IsIn(@new)
        )
        {
            return path;
        }

        return $"{path}: {old} -> {@new}";
    }

    /// <summary>A custom resource may hold anything; Kubernetes' own kinds have secrets in known places only.</summary>
    private static bool IsOfKubernetes(string group) =>
        !group.Contains('.', StringComparison.Ordinal) || group.EndsWith(".k8s.io", StringComparison.Ordinal);

    /// <summary>What charts write credentials into where they know no better: environment, command lines, annotations.</summary>
    [GeneratedRegex(
        @"(^|\.)(env\[\d+\]\.value|args(\[|$)|command(\[|$)|annotations|httpHeaders|parameters|mountOptions|options)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Unclear();
}
