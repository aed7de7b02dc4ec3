using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ReleaseManager.Core.Releases;

/// <summary>
/// Changes named members of a record's JSON and leaves every other byte as it is: unknown members, number text, escapes,
/// order, null against missing.
/// </summary>
public sealed class RecordEdit
{
    private readonly ReadOnlyMemory<byte> json;
    private readonly DecodeLimits limits;
    private readonly RecordNode root;
    private readonly RecordPatch patch = new();
    private readonly HashSet<int> removedHooks = [];

    /// <summary>Starts an edit; nothing changes before <see cref="Apply"/>.</summary>
    /// <param name="json">A record's JSON; kept, not copied.</param>
    /// <param name="limits">What is too much; null for the default.</param>
    /// <exception cref="RecordException">It is no record that Helm can read.</exception>
    public RecordEdit(ReadOnlyMemory<byte> json, DecodeLimits? limits = null)
    {
        this.json = json;
        this.limits = limits ?? DecodeLimits.Default;
        root = RecordReader.Read(json.Span, this.limits);
    }

    /// <summary>Sets <c>info.status</c>.</summary>
    public RecordEdit SetStatus(string status)
    {
        patch.Member("info").Member("status").Text = status;
        return this;
    }

    /// <summary>Sets <c>info.description</c>.</summary>
    public RecordEdit SetDescription(string description)
    {
        patch.Member("info").Member("description").Text = description;
        return this;
    }

    /// <summary>Sets <c>info.notes</c>.</summary>
    public RecordEdit SetNotes(string notes)
    {
        patch.Member("info").Member("notes").Text = notes;
        return this;
    }

    /// <summary>Sets the namespace that the body names.</summary>
    public RecordEdit SetNamespace(string name)
    {
        patch.Member("namespace").Text = name;
        return this;
    }

    /// <summary>Sets the user's values.</summary>
    public RecordEdit SetConfig(JsonObject values)
    {
        patch.Member("config").Json = JsonSerializer.SerializeToUtf8Bytes(values);
        return this;
    }

    /// <summary>Sets the manifest.</summary>
    public RecordEdit SetManifest(string manifest)
    {
        patch.Member("manifest").Text = manifest;
        return this;
    }

    /// <summary>Sets the manifest of a hook.</summary>
    /// <param name="hookIndex">The hook's position in the record.</param>
    /// <param name="manifest">One object or more, as YAML.</param>
    public RecordEdit SetHookManifest(int hookIndex, string manifest)
    {
        RequireHook(hookIndex);
        patch.Member("hooks").Element(hookIndex).Member("manifest").Text = manifest;
        return this;
    }

    /// <summary>Takes a hook out of the record.</summary>
    /// <param name="hookIndex">The hook's position in the record as it was given.</param>
    public RecordEdit RemoveHook(int hookIndex)
    {
        RequireHook(hookIndex);
        removedHooks.Add(hookIndex);
        return this;
    }

    /// <summary>Sets <c>info.deleted</c>.</summary>
    public RecordEdit SetDeleted(DateTimeOffset time)
    {
        patch.Member("info").Member("deleted").Text = RecordTime.Format(time);
        return this;
    }

    /// <summary>Sets <c>info.last_deployed</c>.</summary>
    public RecordEdit SetLastDeployed(DateTimeOffset time)
    {
        patch.Member("info").Member("last_deployed").Text = RecordTime.Format(time);
        return this;
    }

    /// <summary>Sets when and how a hook last ran.</summary>
    /// <param name="hookIndex">The hook's position in the record.</param>
    /// <param name="startedAt">Null for none.</param>
    /// <param name="completedAt">Null for none.</param>
    /// <param name="phase">Running, Succeeded, Failed, Unknown, or empty.</param>
    public RecordEdit SetHookRun(int hookIndex, DateTimeOffset? startedAt, DateTimeOffset? completedAt, string phase) =>
        SetHookRun(hookIndex, new HookRun(Format(startedAt), Format(completedAt), phase));

    /// <summary>Sets when and how a hook last ran, the times as text.</summary>
    /// <param name="hookIndex">The hook's position in the record.</param>
    /// <param name="run">An empty time is one that is not set: <c>""</c> where the member is there, else left out.</param>
    public RecordEdit SetHookRun(int hookIndex, HookRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var stored = RequireHook(hookIndex)["last_run"];
        var change = patch.Member("hooks").Element(hookIndex).Member("last_run");
        SetTime("started_at", run.StartedAt);
        SetTime("completed_at", run.CompletedAt);
        change.Member("phase").Text = run.Phase;
        return this;

        // Helm 3 writes "" for a time that is not set, Helm 4 leaves the member out; each reads the other's.
        void SetTime(string name, string time)
        {
            if (time.Length > 0 || stored?[name] is not null || change.Has(name))
            {
                change.Member(name).Text = time;
            }
        }
    }

    /// <summary>The changed JSON.</summary>
    public byte[] Apply()
    {
        var output = new ArrayBufferWriter<byte>(json.Length + 256);
        var copied = 0;
        foreach (var splice in patch.Splices(root).OrderBy(one => one.Start).ThenBy(one => one.End))
        {
            output.Write(json.Span[copied..splice.Start]);
            output.Write(splice.Bytes.Span);
            copied = splice.End;
        }

        output.Write(json.Span[copied..]);
        return removedHooks.Count == 0 ? output.WrittenSpan.ToArray() : WithoutRemovedHooks(output.WrittenMemory);
    }

    private byte[] WithoutRemovedHooks(ReadOnlyMemory<byte> changed)
    {
        var hooks = RecordReader.Read(changed.Span, limits)["hooks"]!;
        var output = new ArrayBufferWriter<byte>(changed.Length);
        output.Write(changed.Span[..hooks.Start]);
        output.Write("["u8);
        foreach (
            var (kept, at) in hooks.Items.Where((_, index) => !removedHooks.Contains(index)).Select((x, n) => (x, n))
        )
        {
            output.Write(at == 0 ? default : ","u8);
            output.Write(changed.Span[kept.Start..kept.End]);
        }

        output.Write("]"u8);
        output.Write(changed.Span[hooks.End..]);
        return output.WrittenSpan.ToArray();
    }

    private RecordNode RequireHook(int index)
    {
        var hooks = root["hooks"]?.Items ?? [];
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, hooks.Count);
        return hooks[index];
    }

    private static string Format(DateTimeOffset? time) => time is { } set ? RecordTime.Format(set) : "";
}
