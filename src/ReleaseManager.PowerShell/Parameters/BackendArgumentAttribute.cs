using System.Management.Automation;
using ReleaseManager.PowerShell.Running;

namespace ReleaseManager.PowerShell.Parameters;

/// <summary>Takes the path of a folder where a backend is wanted.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class BackendArgumentAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        ArgumentNullException.ThrowIfNull(engineIntrinsics);

        return
            (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is string { Length: > 0 } path
            && !SavedPlan.IsJsonObject(path)
            ? new LocalHelmReleaseBackend(UserPath.Resolve(engineIntrinsics.SessionState.Path, path))
            : inputData;
    }
}
