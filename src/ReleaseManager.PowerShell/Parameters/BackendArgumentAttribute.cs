using System.Management.Automation;
using ReleaseManager.PowerShell.Running;

namespace ReleaseManager.PowerShell.Parameters;

/// <summary>
/// Takes the path of a folder or the URL of a bucket where a backend is wanted; and what a command of this session read from a state, which knows its
/// backend with the key.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class BackendArgumentAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        ArgumentNullException.ThrowIfNull(engineIntrinsics);

        return (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
        {
            string { Length: > 0 } text when !SavedPlan.IsJsonObject(text) => Places.Of(
                engineIntrinsics.SessionState.Path,
                text
            ),
            // A plan is more than a place: it is for -Plan to take.
            { } other and not ReleaseImportPlan when Origins.FindWithSnapshot(other) is { } origin => origin,
            _ => inputData,
        };
    }
}
