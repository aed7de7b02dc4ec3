using System.Management.Automation;
using ReleaseManager.Core.State;
using ReleaseManager.PowerShell.Parameters;
using ReleaseManager.PowerShell.Running;

namespace ReleaseManager.PowerShell;

/// <summary>A cmdlet that works on saved states, one for each object of the pipeline.</summary>
public abstract class StateCommand : AsyncCommand
{
    /// <summary>
    /// Where the state is: what New-LocalBackend gives, or the path of a folder. Snapshots from Get-HelmReleaseSnapshot tell it, too.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Location")]
    [BackendArgument]
    [ValidateNotNull]
    public virtual HelmReleaseBackend Backend { get; set; } = null!;

    /// <inheritdoc/>
    protected sealed override Task ProcessAsync(CancellationToken stop) => ProcessAsync(ChooseBackend().Open(), stop);

    /// <summary>The backend to work on.</summary>
    protected virtual HelmReleaseBackend ChooseBackend() => Backend;

    /// <summary>The work on one state. Runs on the thread pool.</summary>
    /// <param name="state">There or not yet.</param>
    /// <param name="stop">Canceled by Ctrl+C, and when nobody wants more output.</param>
    protected abstract Task ProcessAsync(ReleaseState state, CancellationToken stop);
}
