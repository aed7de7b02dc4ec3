using System.Text.Json.Nodes;
using ReleaseManager.Core.Releases;
using ReleaseManager.Core.State;

namespace ReleaseManager.Core.Comparison;

/// <summary>Tells in what two forms of an object differ.</summary>
/// <param name="referenceLabel">Where the first form stands, for the head of a diff.</param>
/// <param name="differenceLabel">Where the second form stands.</param>
/// <param name="showSecrets">Whether content of Secrets is shown.</param>
internal sealed class ObjectComparison(string referenceLabel, string differenceLabel, bool showSecrets)
{
    /// <param name="named">Whose names the result bears.</param>
    /// <param name="ns">Its namespace; null for an object outside namespaces.</param>
    /// <param name="old">The first form; null where there is none.</param>
    /// <param name="new">The second form; null where there is none.</param>
    /// <param name="whereOneSided">What it is called that one form is missing.</param>
    /// <returns>Null where both forms are equal.</returns>
    public HelmObjectDifference? Compare(
        ManifestObject named,
        string? ns,
        JsonObject? old,
        JsonObject? @new,
        HelmObjectChange whereOneSided,
        bool isHook = false
    )
    {
        var isMasked = !showSecrets && SecretPair.Covers(named.Kind);
        var (before, after) = isMasked ? SecretPair.Hide(old, @new) : (old, @new);
        var fields = old is null || @new is null ? [] : JsonFields.Compare(before, after).ToList();
        if (old is not null && @new is not null && fields.Count == 0)
        {
            return null;
        }

        var difference = new HelmObjectDifference
        {
            Change = old is null || @new is null ? whereOneSided : HelmObjectChange.Changed,
            IsHook = isHook,
            ApiVersion = named.ApiVersion,
            Kind = named.Kind,
            Namespace = ns,
            Name = named.Name.Length > 0 ? named.Name : $"{named.GenerateName}*",
            // An array: what else stands behind a read-only list PowerShell cannot index.
            Fields = fields
                .Select(field => new HelmFieldDifference(
                    field.Path,
                    PlainValues.Of(field.Old),
                    PlainValues.Of(field.New)
                ))
                .ToArray(),
            Diff = "",
        };
        return difference with
        {
            Diff = UnifiedDiff.Of(difference.ToString(), referenceLabel, Text(before), differenceLabel, Text(after)),
        };
    }

    /// <summary>With sorted keys, as <c>kubectl get</c> shows objects: in which order they stand makes no difference.</summary>
    private static string Text(JsonObject? item) =>
        item is null ? "" : YamlWriter.ToText(JsonNode.Parse(ResourceForm.Write(item)));
}
