using System.Text.Json.Nodes;
using ReleaseManager.Core.Import.Versions;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.Import.Rewrite;

/// <summary>
/// Turns objects of versions that the cluster does not serve into those that it does, by the table of removed versions. What has no successor is
/// left out; what is not in the table stays, and the plan refuses it by name where it would have to be written.
/// </summary>
/// <param name="isServed">Whether the cluster serves a group, version and kind, or will by then.</param>
internal sealed class VersionChange(Func<string, string, string, bool> isServed) : IObjectChange
{
    // Kubernetes has never removed a version that was stable.
    public bool MayConcern(ReadOnlySpan<byte> body) => body.IndexOf("beta"u8) >= 0 || body.IndexOf("alpha"u8) >= 0;

    public JsonObject? Apply(JsonObject item, RewriteNotes notes)
    {
        var verdict = ServedVersion.Find(item, isServed);
        var what = ObjectText.Describe(item);
        switch (verdict.Outcome)
        {
            case VersionOutcome.Converted:
                var (from, to) = (item["apiVersion"].Text(), verdict.Object!["apiVersion"].Text());
                notes.Change(from == to ? $"{what}: what it refers to follows" : $"{what}: {from} becomes {to}");
                foreach (var note in verdict.Notes)
                {
                    notes.Warn($"{what}: {note}");
                }

                return verdict.Object;
            case VersionOutcome.Dropped:
                notes.LeaveOut(what, verdict.Reason);
                return null;
            case VersionOutcome.Unknown when verdict.Reason is { } reason:
                notes.Misfit($"{what} cannot be turned into a version that the cluster serves: {reason}");
                return item;
            default:
                return item;
        }
    }
}
