using System.Globalization;
using ReleaseManager.Cli.Running;

namespace ReleaseManager.Cli.Output;

/// <summary>A plan for people.</summary>
internal static class PlanText
{
    /// <summary>Writes a plan in the form that was asked for.</summary>
    public static void Write(Session session, ReleaseImportPlan plan)
    {
        session.Results.Write(plan, CliJson.Plain.ReleaseImportPlan, target => Describe(target, plan));
        foreach (var warning in plan.Warnings)
        {
            session.Messages.Warn(warning);
        }
    }

    private static void Describe(TextWriter target, ReleaseImportPlan plan)
    {
        target.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Snapshot {plan.Snapshot} of {plan.SnapshotTime.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z from {plan.Location} into {plan.Cluster}"
            )
        );
        Steps(target, "Custom resource definitions", plan.CustomResourceDefinitions);
        Steps(target, "Namespaces", plan.Namespaces);
        Steps(target, "Saved objects that releases refer to", plan.References);
        if (plan.Releases.Count == 0)
        {
            return;
        }

        target.WriteLine();
        TableText.Write(
            target,
            ["NAME", "NAMESPACE", "ACTION", "REVISION", "STATUS", "CHART", "OBJECTS", "HOOKS"],
            plan.Releases.Select(release =>
                (IReadOnlyList<string?>)
                    [
                        release.Name,
                        release.Namespace,
                        Action(release.Action),
                        release.Revision.ToString(CultureInfo.InvariantCulture),
                        release.Status,
                        release.Chart,
                        release.Objects.Values.Sum().ToString(CultureInfo.InvariantCulture),
                        release.Hooks.Count.ToString(CultureInfo.InvariantCulture),
                    ]
            )
        );
        foreach (var release in plan.Releases)
        {
            Details(target, release);
        }
    }

    private static void Steps(TextWriter target, string title, IReadOnlyList<PlannedStep> steps)
    {
        var notable = steps.Where(step => step.Action != "none" || step.Notes.Count > 0).ToList();
        if (notable.Count == 0)
        {
            return;
        }

        target.WriteLine();
        target.WriteLine($"{title}:");
        foreach (var step in notable)
        {
            target.WriteLine(
                $"  {PlainText.Of(step.Name)}: {string.Join("; ", step.Notes.Prepend(step.Action).Select(PlainText.Of))}"
            );
        }
    }

    private static void Details(TextWriter target, ReleasePlan release)
    {
        var lines = release
            .Reasons.Concat(release.Warnings.Select(w => $"warning: {w}"))
            .Concat(Line("outside its namespace", release.OutsideNamespace))
            .Concat(Line("cluster-scoped", release.ClusterScoped))
            .Concat(Line("from namespace", release.SourceNamespace is { } source ? [source] : []))
            .Concat(Line("keeps its state under", release.ManagerPath is { } path ? [path] : []))
            .Concat(release.Changes.Select(change => $"changed: {change}"))
            .Concat(release.Mentions.Select(mention => $"left as it is: {mention}"))
            .Concat(release.DanglingReferences.Select(reference => $"refers to what is not there: {reference}"))
            .Concat(Line("hooks", release.Hooks))
            .Concat(Line("volumes that will be empty", release.EmptyVolumes))
            .Concat(release.Render is { } render ? Rendered(render) : [])
            .ToList();
        if (lines.Count == 0)
        {
            return;
        }

        target.WriteLine();
        target.WriteLine($"{PlainText.Of(release.Namespace)}/{PlainText.Of(release.Name)}:");
        foreach (var line in lines)
        {
            target.WriteLine($"  {PlainText.Of(line)}");
        }
    }

    private static IEnumerable<string> Rendered(ReleaseRender render)
    {
        yield return $"rendered anew from {render.Source ?? "the stored chart"}: {render.Unchanged.ToString(CultureInfo.InvariantCulture)} objects as they were";
        foreach (var item in render.Removed)
        {
            yield return $"- {item}";
        }

        foreach (var item in render.Added)
        {
            yield return $"+ {item}";
        }

        foreach (var change in render.Changed)
        {
            yield return $"~ {change.Name}{(change.Fields.Count == 0 ? "" : ": ")}{string.Join("; ", change.Fields)}";
        }
    }

    private static IEnumerable<string> Line(string title, IReadOnlyList<string> items) =>
        items.Count == 0 ? [] : [$"{title}: {string.Join(", ", items)}"];

    /// <summary>The action in lower case with spaces.</summary>
    public static string Action(ReleaseImportAction action) =>
        action switch
        {
            ReleaseImportAction.RecordsOnly => "records only",
            _ => Lower(action.ToString()),
        };

    /// <summary>A word as it stands in a table.</summary>
    public static string Lower(string word) => string.Concat(word.Select(char.ToLowerInvariant));
}
