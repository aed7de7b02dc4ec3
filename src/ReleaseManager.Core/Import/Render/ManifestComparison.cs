using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

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
        var left = rendered.ToList();
        var removed = new List<RenderedObject>();
        var changed = new List<ReleaseRenderChange>();
        var unchanged = 0;
        foreach (var old in stored)
        {
            if (TakeCounterpart(old, left) is not { } counterpart)
            {
                removed.Add(old);
            }
            else if (Change(old, counterpart) is { } change)
            {
                changed.Add(change);
            }
            else
            {
                unchanged++;
            }
        }

        return shape with
        {
            Added = [.. left.Select(item => item.ToString())],
            Removed = [.. removed.Select(item => item.ToString())],
            Changed = changed,
            Unchanged = unchanged,
        };
    }

    /// <summary>By kind, namespace and name; a kind may have gone over to another group or version of the API.</summary>
    private RenderedObject? TakeCounterpart(RenderedObject old, List<RenderedObject> left)
    {
        var at = left.FindIndex(item => IsSame(item, old) && item.Item.Group == old.Item.Group);
        at = at >= 0 ? at : left.FindIndex(item => IsSame(item, old));
        if (at < 0)
        {
            return null;
        }

        var found = left[at];
        left.RemoveAt(at);
        return found;
    }

    private bool IsSame(RenderedObject one, RenderedObject other) =>
        one.IsHook == other.IsHook
        && one.Item.Kind == other.Item.Kind
        && one.Item.Name == other.Item.Name
        && one.Item.GenerateName == other.Item.GenerateName
        && (one.Item.Namespace ?? ns) == (other.Item.Namespace ?? ns);

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
