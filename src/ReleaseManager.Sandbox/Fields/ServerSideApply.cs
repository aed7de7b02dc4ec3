using System.Text.Json.Nodes;
using ReleaseManager.Sandbox.Registry;

namespace ReleaseManager.Sandbox.Fields;

/// <summary>
/// Server-side apply: merges a manager's configuration into the live object, finds conflicts with other managers and
/// removes what the manager applied before and no longer does.
/// </summary>
internal static class ServerSideApply
{
    /// <summary>Applies a configuration to a live object.</summary>
    /// <param name="live">The object as it is; null where it is created.</param>
    /// <param name="applied">The configuration.</param>
    /// <param name="by">The manager; its fields are filled in.</param>
    /// <param name="force">True takes fields from other managers.</param>
    /// <returns>The merged object with its managedFields.</returns>
    /// <exception cref="ApiErrorException">Other managers own what would change, or the configuration is malformed.</exception>
    public static JsonObject Merge(
        JsonObject? live,
        JsonObject applied,
        FieldShape shape,
        ManagerEntry by,
        bool force,
        bool? status
    )
    {
        var wanted = FieldSets.Of(FieldSets.Tracked(applied, status), shape);
        wanted.Member = false;
        var entries = live is null ? [] : ManagerEntry.Read(live);
        var own = entries.Find(entry => entry.IsSame(by));
        var others = entries.Where(entry => entry != own).ToList();
        var merged = (JsonObject)FieldMerge.Merge(live, applied, shape)!;
        if (live is not null)
        {
            var changed = FieldSets
                .Compare(FieldSets.Tracked(live, status), FieldSets.Tracked(merged, status), shape)
                .Changed;
            var conflicts = others
                .Select(entry => (entry.Shown, Fields: entry.Fields.Intersect(changed).Intersect(wanted)))
                .Where(conflict => !conflict.Fields.IsEmpty)
                .ToList();
            if (conflicts.Count > 0 && !force)
            {
                throw Conflict(conflicts);
            }

            others = [.. others.Select(entry => entry with { Fields = entry.Fields.Minus(changed.Intersect(wanted)) })];
            if (own is not null)
            {
                var kept = others.Aggregate(wanted, (all, entry) => all.Union(entry.Fields));
                FieldMerge.Remove(merged, own.Fields.Minus(kept), kept, shape);
            }
        }

        var same = own is not null && own.Fields.Minus(wanted).IsEmpty && wanted.Minus(own.Fields).IsEmpty;
        var entryNow = by with { Fields = wanted, Time = same ? own!.Time : by.Time };
        ManagerEntry.Write(merged, own is null ? [entryNow, .. others] : Replaced(entries, own, entryNow, others));
        return merged;
    }

    private static IEnumerable<ManagerEntry> Replaced(
        List<ManagerEntry> entries,
        ManagerEntry own,
        ManagerEntry now,
        List<ManagerEntry> others
    )
    {
        var next = 0;
        return entries.Select(entry => entry == own ? now : others[next++]);
    }

    private static ApiErrorException Conflict(List<(string Shown, FieldSet Fields)> conflicts)
    {
        ErrorCause[] causes =
        [
            .. conflicts.SelectMany(conflict =>
                conflict
                    .Fields.Paths()
                    .Select(path => new ErrorCause("FieldManagerConflict", $"conflict with {conflict.Shown}", path))
            ),
        ];
        var text = string.Join(
            "\n",
            conflicts.Select(conflict =>
            {
                string[] paths = [.. conflict.Fields.Paths()];
                return paths.Length == 1
                    ? $"conflict with {conflict.Shown}: {paths[0]}"
                    : $"conflicts with {conflict.Shown}:\n{string.Join('\n', paths.Select(path => $"- {path}"))}";
            })
        );
        var count = causes.Length == 1 ? "1 conflict" : $"{causes.Length} conflicts";
        return new ApiErrorException(409, "Conflict", $"Apply failed with {count}: {text}") { Causes = causes };
    }
}
