namespace ReleaseManager.Core.Releases;

/// <summary>In what form releases are handed to those who look at them.</summary>
public sealed record ReleaseForm
{
    /// <summary>The form for those who say nothing else: what Secrets hold is masked, objects are dictionaries.</summary>
    public static ReleaseForm Default { get; } = new();

    /// <summary>Whether manifests, hooks and objects show what Secrets hold.</summary>
    public bool ShowSecrets { get; init; }

    /// <summary>Makes of each map in an object what the caller's world looks into by name.</summary>
    public Func<IReadOnlyDictionary<string, object?>, object> Map { get; init; } = map => map;

    /// <summary>Told of each release before anybody else has it, those of a history too.</summary>
    public Action<HelmRelease> Found { get; init; } = _ => { };
}
