using System.Text.Json;
using System.Text.Json.Nodes;
using ReleaseManager.Core.Import.Render;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.Comparison;

/// <summary>
/// Tells in what two records of a release differ. Objects are compared as Helm applies them, parsed and one by one: how a template was laid out, and where
/// it stands in the manifest, makes no difference.
/// </summary>
internal sealed class ReleaseDetails(string ns, string referenceLabel, string differenceLabel, bool showSecrets)
{
    private readonly ObjectComparison _objects = new(referenceLabel, differenceLabel, showSecrets);

    /// <param name="name">The release's name.</param>
    /// <param name="old">What the reference side holds; null for nothing.</param>
    /// <param name="new">What the difference side holds; null for nothing.</param>
    /// <exception cref="RecordException">A document of a manifest cannot be read.</exception>
    public HelmReleaseDifferenceContent Compare(string name, Release? old, Release? @new)
    {
        var (before, after) = (ValuesOf(old), ValuesOf(@new));
        return new HelmReleaseDifferenceContent
        {
            Values = JsonFields
                .Compare(before, after)
                .Select(field => new HelmFieldDifference(
                    field.Path,
                    PlainValues.Of(field.Old),
                    PlainValues.Of(field.New)
                ))
                .ToArray(),
            ValuesDiff = Diff($"values of {ns}/{name}", Text(before), Text(after)),
            NotesDiff = Diff($"notes of {ns}/{name}", Line(old?.Notes), Line(@new?.Notes)),
            Objects = Objects(old, @new).ToArray(),
        };
    }

    private IEnumerable<HelmObjectDifference> Objects(Release? old, Release? @new)
    {
        var stored = old is null ? [] : RenderedObject.Stored(old);
        var other = @new is null ? [] : RenderedObject.Stored(@new);
        foreach (var (before, after) in ObjectPairs.Of(stored, other, ns))
        {
            var named = (after ?? before)!;
            var change = before is null ? HelmObjectChange.Added : HelmObjectChange.Removed;
            var found = _objects.Compare(
                named.Item,
                named.Item.Namespace,
                before?.Item.Json,
                after?.Item.Json,
                change,
                named.IsHook
            );
            if (found is not null)
            {
                yield return found;
            }
        }
    }

    private string Diff(string what, string from, string to) =>
        UnifiedDiff.Of(what, referenceLabel, from, differenceLabel, to);

    private static JsonObject ValuesOf(Release? release) =>
        release?.Config is { ValueKind: JsonValueKind.Object } values ? JsonObject.Create(values)! : [];

    private static string Text(JsonObject values) => values.Count == 0 ? "" : YamlWriter.ToText(values);

    private static string Line(string? text) =>
        string.IsNullOrEmpty(text) || text.EndsWith('\n') ? text ?? "" : text + "\n";
}
