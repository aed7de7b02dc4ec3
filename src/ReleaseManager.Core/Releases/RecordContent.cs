using System.Text;

namespace ReleaseManager.Core.Releases;

/// <summary>
/// A record as <see cref="HelmReleaseContent"/>. Its lists are arrays: what the compiler makes of a collection expression, PowerShell cannot index.
/// </summary>
internal sealed class RecordContent(Release release, ReleaseForm form) : HelmReleaseContent
{
    /// <summary>The record itself.</summary>
    public Release Release => release;

    /// <inheritdoc/>
    public override string Description => release.Description;

    /// <inheritdoc/>
    public override DateTimeOffset? FirstDeployed => release.FirstDeployed;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, object?> Values => field ??= PlainValues.From(release.Config);

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, object?> ComputedValues =>
        field ??= PlainValues.From(Releases.ComputedValues.Of(release));

    /// <inheritdoc/>
    public override string Manifest => field ??= Shown(release.Manifest);

    /// <inheritdoc/>
    public override IReadOnlyList<object> Objects =>
        field ??= Releases
            .Manifest.Parse(release.Manifest)
            .Select(item => form.ShowSecrets ? item.Json : SecretMask.Object(item.Json))
            .Select(json => PlainValues.One(json, form.Map)!)
            .ToArray();

    /// <inheritdoc/>
    public override string Notes => release.Notes;

    /// <inheritdoc/>
    public override IReadOnlyList<HelmReleaseHook> Hooks => field ??= release.Hooks.Select(ToHook).ToArray();

    /// <inheritdoc/>
    public override IReadOnlyList<HelmChartTemplate> ChartTemplates =>
        field ??= release
            .Templates.Select(file => new HelmChartTemplate(file.Name, Encoding.UTF8.GetString(file.Data.Span)))
            .ToArray();

    private HelmReleaseHook ToHook(Hook hook) =>
        new()
        {
            Name = hook.Name,
            Kind = hook.Kind,
            Events = hook.Events.ToArray(),
            Weight = hook.Weight,
            DeletePolicies = hook.DeletePolicies.ToArray(),
            Path = hook.Path,
            Phase = hook.LastRun.Phase,
            Manifest = Shown(hook.Manifest),
        };

    private string Shown(string manifest) => form.ShowSecrets ? manifest : SecretMask.Text(manifest);
}
