namespace ReleaseManager.Core.Releases;

/// <summary>Shows what a record holds to those who know nothing of records.</summary>
public static class ReleaseView
{
    /// <summary>What a decoded record holds.</summary>
    public static HelmReleaseContent ContentOf(Release release)
    {
        ArgumentNullException.ThrowIfNull(release);
        return new HelmReleaseContent
        {
            Description = release.Description,
            FirstDeployed = release.FirstDeployed,
            Values = PlainValues.From(release.Config),
            Manifest = release.Manifest,
            Notes = release.Notes,
            Hooks =
            [
                .. release.Hooks.Select(hook => new HelmReleaseHook
                {
                    Name = hook.Name,
                    Kind = hook.Kind,
                    Events = hook.Events,
                    Weight = hook.Weight,
                    DeletePolicies = hook.DeletePolicies,
                    Path = hook.Path,
                    Phase = hook.LastRun.Phase,
                    Manifest = hook.Manifest,
                }),
            ],
        };
    }

    /// <summary>Decodes a record's value and shows what it holds.</summary>
    /// <exception cref="RecordException">It cannot be decoded.</exception>
    public static HelmReleaseContent ContentOf(ReadOnlyMemory<byte> value, DecodeLimits limits) =>
        ContentOf(Release.Parse(RecordCodec.Decode(value, limits), limits));
}
