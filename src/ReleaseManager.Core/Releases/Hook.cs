namespace ReleaseManager.Core.Releases;

/// <summary>A hook as a record holds it.</summary>
public sealed record Hook
{
    /// <summary>Position among the record's hooks.</summary>
    public required int Index { get; init; }

    /// <summary>Name of the hook's object.</summary>
    public string Name { get; init; } = "";

    /// <summary>Kind of the hook's object.</summary>
    public string Kind { get; init; } = "";

    /// <summary>Path of its template.</summary>
    public string Path { get; init; } = "";

    /// <summary>The object as YAML.</summary>
    public string Manifest { get; init; } = "";

    /// <summary>Events as stored, for example <c>pre-install</c>; one may stand twice.</summary>
    public IReadOnlyList<string> Events { get; init; } = [];

    /// <summary>Lower weights run first; Helm takes any 64-bit integer.</summary>
    public long Weight { get; init; }

    /// <summary>When the hook's object is deleted; empty means <c>before-hook-creation</c>.</summary>
    public IReadOnlyList<string> DeletePolicies { get; init; } = [];

    /// <summary>When Helm shows the logs of the hook's pods (since Helm 3.18).</summary>
    public IReadOnlyList<string> OutputLogPolicies { get; init; } = [];

    /// <summary>When and how it last ran.</summary>
    public HookRun LastRun { get; init; } = HookRun.Never;
}
