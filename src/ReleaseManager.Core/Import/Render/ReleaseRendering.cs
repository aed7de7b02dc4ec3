using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.Import.Render;

/// <summary>
/// Renders charts for a target as its own Helm would. It is <c>helm template</c> with the target's version and kinds, not a dry run of an install: that one gives
/// up at kinds whose CRDs come only with the import, and at objects in the way, which a plan has to name one by one. What it cannot do is <c>lookup</c>.
/// </summary>
internal sealed partial class ReleaseRendering
{
    private static readonly TimeSpan ForTemplate = TimeSpan.FromMinutes(2);

    private readonly HelmTool _helm;
    private readonly KubeClient _cluster;
    private readonly ReleaseImportSettings _settings;
    private readonly RenderInput _input;
    private readonly string _kubeVersion;
    private readonly IReadOnlyList<string> _apis;

    private ReleaseRendering(
        HelmTool helm,
        KubeClient cluster,
        ReleaseImportSettings settings,
        RenderInput input,
        string kubeVersion,
        IReadOnlyList<string> apis
    ) =>
        (_helm, _cluster, _settings, _input, _kubeVersion, _apis) = (helm, cluster, settings, input, kubeVersion, apis);

    /// <summary>Finds helm and asks the target what it serves.</summary>
    /// <returns>Null where the settings ask for no rendering.</returns>
    /// <exception cref="ReleaseManagerException">There is no helm, or the settings contradict themselves.</exception>
    public static async Task<ReleaseRendering?> OpenAsync(
        KubeClient cluster,
        ReleaseImportSettings settings,
        RenderInput input,
        TimeProvider time,
        CancellationToken stop
    )
    {
        if (settings.Mode is not ReleaseImportMode.Render)
        {
            return input.Given is null && settings.ChartSources.Count == 0 && !settings.UpdateValues
                ? null
                : throw new ImportException(
                    "ValuesNeedRender",
                    ErrorKind.Usage,
                    "New values and chart sources only count where charts are rendered anew, and the stored manifests are to be replayed."
                )
                {
                    Advice = "Choose -Mode Render (--mode render), or leave them out.",
                };
        }

        if (settings.UpdateValues && input.Given is null)
        {
            throw new ImportException(
                "ValuesMissing",
                ErrorKind.Usage,
                "Values that a release sets itself are to be updated, and no new values are given."
            )
            {
                Advice = "Give them: -Values (--values, or --update-values key=value).",
            };
        }

        if (settings.Modify.Count > 0)
        {
            throw new ImportException(
                "RulesNeedReplay",
                ErrorKind.Usage,
                "Rules change stored objects; charts that are rendered anew are changed by their values."
            )
            {
                Advice = "Leave the rules out (-Modify, --modify), or replay what was stored.",
            };
        }

        var helm = await HelmTool.FindAsync(input.HelmBinary, time, stop);
        if (settings.TakeOwnership && !helm.TakesOwnership)
        {
            throw new ImportException(
                "HelmTakesNoOwnership",
                ErrorKind.Usage,
                $"Helm takes over objects from version 3.17 on, and this one is {helm.Version}."
            )
            {
                Advice = "Use a newer helm ($HELM_BIN names it), or leave out -TakeOwnership (--take-ownership).",
            };
        }

        var version = await cluster.GetVersionAsync(stop);
        var catalog = await cluster.DiscoverAsync(refresh: true, stop);
        return new ReleaseRendering(
            helm,
            cluster,
            settings,
            input,
            version.GitVersion,
            [.. catalog.Resources.SelectMany(kind => Apis(kind.ApiVersion, kind.Kind)).Distinct()]
        );
    }

    /// <summary>The values that a release is to be installed with.</summary>
    /// <param name="ignored">Takes the keys of new values that do not count.</param>
    public JsonObject ValuesFor(Release record, ICollection<string> ignored)
    {
        var own = record.Config is { } config ? (JsonObject)GoJson.ReadNode(config)! : [];
        var above = _input.Values ?? [];
        return ReleaseValues.Merge(
            ReleaseValues.Merge(own, _settings.UpdateValues ? ReleaseValues.OnlySet(own, above, ignored) : above),
            ReleaseValues.Updated(own, _input.Updates, ignored)
        );
    }

    /// <summary>Renders a release's chart and compares it with what is stored. The caller disposes of it.</summary>
    /// <exception cref="ReleaseManagerException">It cannot be rendered.</exception>
    public async Task<RenderedChart> RenderAsync(SavedRelease release, Release record, CancellationToken stop)
    {
        RequireNames(release);
        var ignored = new List<string>();
        var values = ValuesFor(record, ignored);
        var stored = RenderedObject.Stored(record);
        var workspace = await HelmWorkspace.CreateAsync(_helm, _cluster.Access, release.Key.Driver, values, stop);
        try
        {
            var source = await RenderSource.PrepareAsync(release, record, _settings, workspace, stop);
            var told = new SecretTexts()
                .AddValues(values, all: true)
                .AddSecrets(stored.Select(item => item.Item))
                .Except(release.Name, release.Namespace, record.Chart?.Name ?? "");
            var outcome = await workspace.RunAsync(
                Template(release, source, workspace.Values, stored),
                ForTemplate,
                stop
            );
            if (!outcome.Succeeded)
            {
                throw Failed(release, "render the chart", outcome, told);
            }

            var crds = new List<ManifestObject>();
            var rendered = RenderedObject.Printed(outcome.Answer, crds);
            var secrets = new SecretTexts()
                .AddValues(values, all: false)
                .AddSecrets(stored.Concat(rendered).Select(item => item.Item));
            var difference = new ManifestComparison(release.Namespace, secrets).Compare(
                stored,
                rendered,
                new ReleaseRender
                {
                    Source = source.Named,
                    Chart = source.Chart,
                    IgnoredValues = ignored,
                }
            );
            return new RenderedChart(workspace)
            {
                Difference = difference,
                Footprint = Footprint(rendered, crds),
                Chart = source.Arguments,
                Values = values,
                Secrets = told,
                Warnings = [.. source.Warnings, .. Warnings(difference)],
            };
        }
        catch
        {
            workspace.Dispose();
            throw;
        }
    }

    /// <summary>Never fewer objects than there were, unless that is wanted.</summary>
    /// <returns>The reason for a refusal; null for none.</returns>
    public string? Loss(ReleaseRender difference) =>
        _settings.AllowFewerObjects || difference.Removed.Count == 0
            ? null
            : $"the rendered chart lacks {string.Join(", ", difference.Removed)}, which the release has: name the right chart source or values, or allow it by -AllowFewerObjects (--allow-fewer-objects)";

    /// <summary>An error of helm for a release.</summary>
    public static ImportException Failed(
        SavedRelease release,
        string doing,
        HelmOutcome outcome,
        SecretTexts secrets
    ) =>
        new(
            "HelmFailed",
            ErrorKind.Incomplete,
            $"helm could not {doing} of release {release}: {HelmMessage.Of(outcome.Error, secrets)}."
        )
        {
            Target = release.ToString(),
            Advice = "Try the same chart and values with helm itself, which shows all of it.",
        };

    private List<string> Template(
        SavedRelease release,
        RenderSource source,
        string values,
        IReadOnlyList<RenderedObject> stored
    )
    {
        // Kinds that the release used are served where it comes back, or the plan refuses it; a chart that asks for them must find them before their CRDs are there.
        var used = stored
            .Where(item => item.Item.Group.Contains('.', StringComparison.Ordinal))
            .SelectMany(item => Apis(item.Item.ApiVersion, item.Item.Kind));
        return
        [
            "template",
            release.Name,
            .. source.Arguments,
            "--namespace",
            release.Namespace,
            "--values",
            values,
            "--kube-version",
            _kubeVersion,
            .. (string[])(_settings.SkipCrds ? [] : ["--include-crds"]),
            .. _apis.Union(used, StringComparer.Ordinal).SelectMany(api => (string[])["--api-versions", api]),
        ];
    }

    private ReleaseFootprint Footprint(IReadOnlyList<RenderedObject> rendered, IReadOnlyList<ManifestObject> crds) =>
        ReleaseFootprint.Of(
            [.. rendered.Where(item => !item.IsHook).Select(item => item.Item)],
            _settings.NoHooks
                ? []
                : rendered
                    .Where(item => item.IsHook)
                    .SelectMany(item => item.InstallEvents, (item, on) => (on, item.Item)),
            crds
        );

    private static IEnumerable<string> Apis(string apiVersion, string kind) => [apiVersion, $"{apiVersion}/{kind}"];

    private static IEnumerable<string> Warnings(ReleaseRender difference)
    {
        yield return "its history begins again at revision 1: the saved revisions stay in the state only";
        var secrets = difference
            .Changed.Where(change => change.Name.Split(' ')[^2] is "Secret")
            .Select(change => change.Name)
            .ToList();
        if (secrets.Count > 0)
        {
            yield return $"{string.Join(", ", secrets)}: the content would be another; passwords that the chart makes up are made up anew with each rendering";
        }

        if (difference.IgnoredValues.Count > 0)
        {
            yield return $"not set by the release itself and therefore left as they are: {string.Join(", ", difference.IgnoredValues)}";
        }

        if (difference.Removed.Count > 0)
        {
            yield return $"will be missing: {string.Join(", ", difference.Removed)}";
        }
    }

    /// <summary>A record may say anything, and a name that begins with a dash would be a flag of helm.</summary>
    private static void RequireNames(SavedRelease release)
    {
        if (!HelmName().IsMatch(release.Name) || !HelmName().IsMatch(release.Namespace))
        {
            throw new ImportException(
                "ReleaseNameInvalid",
                ErrorKind.State,
                $"Helm takes no release of the name {release}."
            )
            {
                Target = release.ToString(),
            };
        }
    }

    [GeneratedRegex(
        @"\A[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex HelmName();
}
