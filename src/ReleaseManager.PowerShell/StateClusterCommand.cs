using System.Management.Automation;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.State;
using ReleaseManager.PowerShell.Parameters;
using ReleaseManager.PowerShell.Running;

namespace ReleaseManager.PowerShell;

/// <summary>A cmdlet that works on a saved state and a cluster.</summary>
public abstract class StateClusterCommand : StateCommand
{
    private ClusterChoice? _choice;

    /// <summary>The kubeconfig file; otherwise $env:KUBECONFIG, ~/.kube/config or, in a pod, the cluster it runs in.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Kubeconfig { get; set; }

    /// <summary>The context of the kubeconfig; otherwise the current one.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(KubeContextCompleter))]
    [ValidateNotNullOrEmpty]
    public string? KubeContext { get; set; }

    /// <summary>Acts in the cluster as this user or service account, where the kubeconfig's user may: kubectl's impersonation.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? As { get; set; }

    /// <summary>The groups that the user of -As belongs to.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] AsGroup { get; set; } = [];

    /// <summary>The uid of the user of -As.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? AsUid { get; set; }

    /// <inheritdoc/>
    protected override void Prepare() =>
        _choice = new ClusterChoice(
            Kubeconfig is null ? null : ResolvePath(Kubeconfig),
            KubeContext,
            ShellEnvironment.Of(SessionState.Path)
        )
        {
            As = As,
            AsUid = AsUid,
            AsGroup = AsGroup,
        };

    /// <inheritdoc/>
    protected sealed override async Task ProcessAsync(ReleaseState state, CancellationToken stop)
    {
        using var cluster = OpenCluster();
        await ProcessAsync(state, cluster, stop);
    }

    /// <summary>Opens the cluster that was chosen.</summary>
    protected KubeClient OpenCluster() => _choice!.Open(this);

    /// <summary>The work on one state and the cluster. Runs on the thread pool.</summary>
    /// <param name="state">There or not yet.</param>
    /// <param name="cluster">Open as long as the work runs.</param>
    /// <param name="stop">Canceled by Ctrl+C, and when nobody wants more output.</param>
    protected abstract Task ProcessAsync(ReleaseState state, KubeClient cluster, CancellationToken stop);
}
