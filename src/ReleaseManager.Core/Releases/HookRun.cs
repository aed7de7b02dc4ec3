namespace ReleaseManager.Core.Releases;

/// <summary>When and how a hook last ran; the times as written, empty where it did not.</summary>
/// <param name="StartedAt">RFC 3339 text, or empty.</param>
/// <param name="CompletedAt">RFC 3339 text, or empty.</param>
/// <param name="Phase">Empty (never ran), Unknown, Running, Succeeded or Failed.</param>
public sealed record HookRun(string StartedAt, string CompletedAt, string Phase)
{
    /// <summary>Of a hook that never ran.</summary>
    public static HookRun Never { get; } = new("", "", "");
}
