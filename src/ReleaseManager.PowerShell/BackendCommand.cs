using System.Management.Automation;
using ReleaseManager.PowerShell.Parameters;
using ReleaseManager.PowerShell.Running;

namespace ReleaseManager.PowerShell;

/// <summary>A cmdlet that is told where a saved state is.</summary>
public abstract class BackendCommand : AsyncCommand
{
    /// <summary>
    /// Where the state is: what New-LocalBackend or New-S3Backend gives, the path of a folder, or s3://bucket/path. Snapshots from
    /// Get-HelmReleaseSnapshot tell it, too.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Location")]
    [BackendArgument]
    [ValidateNotNull]
    public virtual HelmReleaseBackend Backend { get; set; } = null!;

    /// <summary>The backend to work on.</summary>
    protected virtual HelmReleaseBackend ChooseBackend() => Backend;

    /// <summary>Opens a state for the work, and says which it is.</summary>
    private protected OpenedState Open(HelmReleaseBackend backend)
    {
        WriteVerbose($"The state is {backend.Location}");
        return backend.Open();
    }

    /// <summary>Hands a result on that knows where it came from.</summary>
    /// <param name="result">What was read or done.</param>
    /// <param name="backend">Where.</param>
    protected void WriteResult(object result, HelmReleaseBackend backend)
    {
        Origins.Remember(result, backend);
        WriteObject(result);
    }
}
