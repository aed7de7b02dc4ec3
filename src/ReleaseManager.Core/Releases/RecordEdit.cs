using System.Buffers;

namespace ReleaseManager.Core.Releases;

/// <summary>
/// Changes named members of a record's JSON and leaves every other byte as it is: unknown members, number text, escapes,
/// order, null against missing.
/// </summary>
public sealed class RecordEdit
{
    private readonly ReadOnlyMemory<byte> json;
    private readonly RecordNode root;
    private readonly RecordPatch patch = new();

    /// <summary>Starts an edit; nothing changes before <see cref="Apply"/>.</summary>
    /// <param name="json">A record's JSON; kept, not copied.</param>
    /// <param name="limits">What is too much; null for the default.</param>
    /// <exception cref="RecordException">It is no record that Helm can read.</exception>
    public RecordEdit(ReadOnlyMemory<byte> json, DecodeLimits? limits = null)
    {
        this.json = json;
        root = RecordReader.Read(json.Span, limits ?? DecodeLimits.Default);
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
        var hooks = root["hooks"]?.Items ?? [];
        ArgumentOutOfRangeException.ThrowIfNegative(hookIndex);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(hookIndex, hooks.Count);
        var stored = hooks[hookIndex]["last_run"];
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
        return output.WrittenSpan.ToArray();
    }

    private static string Format(DateTimeOffset? time) => time is { } set ? RecordTime.Format(set) : "";
}
