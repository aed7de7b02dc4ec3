using System.Text.Json.Nodes;
using ReleaseManager.Sandbox.Json;

namespace ReleaseManager.Sandbox.Fields;

/// <summary>Keeps <c>metadata.managedFields</c> of writes other than apply: who changes a field owns it.</summary>
internal static class ManagedFields
{
    /// <summary>Tracks who owns which fields after a write.</summary>
    /// <param name="before">The object before; null for a new one.</param>
    /// <param name="after">The object as it will be stored; its managedFields are set.</param>
    /// <param name="by">The manager; its fields are filled in.</param>
    public static void Track(JsonObject? before, JsonObject after, FieldShape shape, ManagerEntry by, bool? status)
    {
        var given = after.At("metadata", "managedFields") as JsonArray;
        if (given is [JsonObject { Count: 0 }])
        {
            // The documented way to reset managedFields.
            after.Metadata().Remove("managedFields");
            return;
        }

        var entries = ManagerEntry.Read(given is { Count: > 0 } || before is null ? after : before);
        var (changed, removed) = FieldSets.Compare(
            before is null ? null : FieldSets.Tracked(before, status),
            FieldSets.Tracked(after, status),
            shape
        );
        changed.Member = removed.Member = false;
        var gone = changed.Union(removed);
        var own = entries.Find(entry => entry.IsSame(by));
        var fields = (own?.Fields.Minus(removed) ?? new FieldSet()).Union(changed);
        var result = entries
            .Where(entry => entry != own)
            .Select(entry => entry with { Fields = entry.Fields.Minus(gone) })
            .ToList();
        var unchanged = own is not null && changed.IsEmpty;
        result.Add(by with { Fields = fields, Time = unchanged ? own!.Time : by.Time });
        ManagerEntry.Write(after, result);
    }
}
