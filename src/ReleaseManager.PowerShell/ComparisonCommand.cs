using System.Management.Automation;
using ReleaseManager.Core.Comparison;
using ReleaseManager.PowerShell.Parameters;
using ReleaseManager.PowerShell.Running;

namespace ReleaseManager.PowerShell;

/// <summary>A cmdlet that compares what is released on two sides, of which the right one may be a cluster.</summary>
public abstract class ComparisonCommand : AsyncCommand
{
    /// <summary>A snapshot on the left, a cluster on the right.</summary>
    private protected const string WithCluster = "Cluster";

    /// <summary>Clusters on both sides, or one and its own releases.</summary>
    private protected const string Clusters = "Clusters";

    /// <summary>Names of releases, with wildcards; all if left out.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ReleaseNameCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <summary>Namespaces, with wildcards; all if left out.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Namespace { get; set; } = [];

    /// <summary>The only kind of object to look for releases in; both if left out.</summary>
    [Parameter]
    [ValidateSet("secret", "configmap")]
    public string? Driver { get; set; }

    /// <summary>Gives the releases too that are the same on both sides.</summary>
    [Parameter]
    public SwitchParameter IncludeEqual { get; set; }

    /// <summary>
    /// Looks at every live object of the cluster on the right: objects that are missing, and fields that the manifest of the deployed revision sets and
    /// that are live otherwise. What the server fills in is no drift. It is asked by a dry run of server-side apply, for which the right to patch is
    /// needed; without it objects are judged by their fields alone. Without a state or another cluster this is all that is compared.
    /// </summary>
    [Parameter(ParameterSetName = WithCluster)]
    [Parameter(ParameterSetName = Clusters)]
    [Alias("Drift")]
    public SwitchParameter IncludeDrift { get; set; }

    /// <summary>Shows what Secrets of manifests, and live ones, hold.</summary>
    [Parameter]
    public SwitchParameter ShowSecret { get; set; }

    /// <summary>The kubeconfig file of the cluster on the right; otherwise $env:KUBECONFIG, ~/.kube/config or, in a pod, the cluster it runs in.</summary>
    [Parameter(ParameterSetName = WithCluster)]
    [Parameter(ParameterSetName = Clusters)]
    [ValidateNotNullOrEmpty]
    public string? Kubeconfig { get; set; }

    /// <summary>The context of the cluster on the right; otherwise the current one.</summary>
    [Parameter(ParameterSetName = WithCluster)]
    [Parameter(ParameterSetName = Clusters)]
    [ArgumentCompleter(typeof(KubeContextCompleter))]
    [ValidateNotNullOrEmpty]
    public string? KubeContext { get; set; }

    /// <summary>Acts in the clusters as this user or service account, where the kubeconfig's user may: kubectl's impersonation.</summary>
    [Parameter(ParameterSetName = WithCluster)]
    [Parameter(ParameterSetName = Clusters)]
    [ValidateNotNullOrEmpty]
    public string? As { get; set; }

    /// <summary>The groups that the user of -As belongs to.</summary>
    [Parameter(ParameterSetName = WithCluster)]
    [Parameter(ParameterSetName = Clusters)]
    [ValidateNotNullOrEmpty]
    public string[] AsGroup { get; set; } = [];

    /// <summary>The uid of the user of -As.</summary>
    [Parameter(ParameterSetName = WithCluster)]
    [Parameter(ParameterSetName = Clusters)]
    [ValidateNotNullOrEmpty]
    public string? AsUid { get; set; }

    /// <summary>The cluster on the right.</summary>
    private protected ClusterChoice ChooseCluster() => ChooseCluster(Kubeconfig, KubeContext);

    /// <summary>Another cluster, as the same user.</summary>
    private protected ClusterChoice ChooseCluster(string? kubeconfig, string? context) =>
        new(kubeconfig is null ? null : ResolvePath(kubeconfig), context, ShellEnvironment.Of(SessionState.Path))
        {
            As = As,
            AsUid = AsUid,
            AsGroup = AsGroup,
        };

    /// <summary>Compares two sides, and writes what is found.</summary>
    private protected async Task CompareAsync(
        ComparisonSide reference,
        ComparisonSide difference,
        CancellationToken stop
    )
    {
        var options = new ComparisonOptions
        {
            Names = Name,
            Namespaces = Namespace,
            Driver = Drivers.Parse(Driver),
            IncludeEqual = IncludeEqual,
            IncludeDrift = IncludeDrift,
            ShowSecrets = ShowSecret,
        };
        var comparer = new ReleaseComparer(reference, difference, options);
        foreach (var warning in reference.Warnings.Concat(difference.Warnings))
        {
            WriteWarning(warning);
        }

        await foreach (var found in comparer.RunAsync(Progress, stop))
        {
            WriteObject(found);
            if (found.Problem is { } problem)
            {
                WriteError(NotCompared(found, problem).ToErrorRecord());
            }
        }

        foreach (
            var name in Name.Where(name =>
                !WildcardPattern.ContainsWildcardCharacters(name) && !comparer.Names.Contains(name)
            )
        )
        {
            WriteError(NotFound(name).ToErrorRecord());
        }
    }

    private static ReleaseManagerException NotCompared(HelmReleaseDifference found, string problem) =>
        new(
            "ReleaseNotCompared",
            ErrorKind.Incomplete,
            $"Release {found.Namespace}/{found.Name} could not be compared in whole: {problem}"
        )
        {
            Target = $"{found.Namespace}/{found.Name}",
            Advice = "What could be read is compared all the same. Mend what the message says, and compare again.",
        };

    private static ReleaseManagerException NotFound(string name) =>
        new("ReleaseNotFound", ErrorKind.Usage, $"There is no release '{name}' among those looked at.")
        {
            Target = name,
            Advice = "See what there is with Get-HelmRelease, or use a wildcard, which may match nothing.",
        };
}
