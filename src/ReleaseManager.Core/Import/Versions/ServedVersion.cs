using System.Text.Json.Nodes;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.Import.Versions;

/// <summary>
/// Finds the form in which a cluster takes an object that was saved in another one: Kubernetes removes API versions, and a manifest
/// keeps the version that its chart named. What the new version takes for granted otherwise than the old one is made explicit, so that
/// the object does what it did. Only older forms are turned into newer ones.
/// </summary>
/// <remarks>
/// Kinds of custom resource definitions are in the table only where their versions are known to be equal but for the name: there the
/// definition itself converts by nothing else. Others (cert-manager's, for example) are unknown.
/// What an object grants or watches by group and resource (rules of roles and webhooks, quotas) is not touched.
/// </remarks>
internal static class ServedVersion
{
    /// <param name="item">One object; it is not changed. Lists are taken apart before.</param>
    /// <param name="isServed">
    /// Whether the cluster serves a group, version and kind, or will by then: of the served successors the newest is taken.
    /// </param>
    public static VersionVerdict Find(JsonObject item, Func<string, string, string, bool> isServed)
    {
        var outlook = Outlook(Kind(item), isServed);
        if (outlook.Outcome is VersionOutcome.Dropped)
        {
            return VersionVerdict.Dropped(outlook.Reason!);
        }

        if (outlook.Outcome is VersionOutcome.Unknown)
        {
            return VersionVerdict.Unknown();
        }

        var notes = new ConversionNotes();
        if (outlook.Outcome is VersionOutcome.AsItIs && !References.NeedRewrite(item, isServed))
        {
            return VersionVerdict.AsItIs;
        }

        var converted = (JsonObject)item.DeepClone();
        foreach (var step in VersionTable.Path(Kind(item), outlook.Kind))
        {
            step.Convert?.Invoke(converted, notes);
        }

        converted["apiVersion"] = outlook.Kind.ApiVersion;
        References.Rewrite(converted, isServed, notes);
        return notes.Refusal is { } refusal
            ? VersionVerdict.Unknown(refusal)
            : VersionVerdict.Converted(converted, notes.Texts);
    }

    /// <summary>What may become of the objects of a kind.</summary>
    public static VersionOutlook Outlook(ResourceKind kind, Func<string, string, string, bool> isServed)
    {
        if (isServed(kind.Group, kind.Version, kind.Kind))
        {
            return new VersionOutlook(VersionOutcome.AsItIs, kind, null);
        }

        var successors = VersionTable.Successors(kind).ToList();
        foreach (var next in Enumerable.Reverse(successors))
        {
            if (isServed(next.Group, next.Version, next.Kind))
            {
                return new VersionOutlook(VersionOutcome.Converted, next, null);
            }
        }

        var reason = VersionTable.ReasonToDrop(successors.Count > 0 ? successors[^1] : kind);
        return new VersionOutlook(reason is null ? VersionOutcome.Unknown : VersionOutcome.Dropped, kind, reason);
    }

    private static ResourceKind Kind(JsonObject item) =>
        ResourceKind.Of(item["apiVersion"].Text() ?? "", item["kind"].Text() ?? "");
}
