using System.Globalization;
using System.Management.Automation;

namespace ReleaseManager.PowerShell.Parameters;

/// <summary>Takes a time where a snapshot is wanted; PowerShell itself would make text of it without its zone and parts of seconds.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SnapshotArgumentAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
        {
            object[] several => Array.ConvertAll(several, one => Transform(engineIntrinsics, one)),
            DateTime time => new DateTimeOffset(time).ToString("o", CultureInfo.InvariantCulture),
            DateTimeOffset time => time.ToString("o", CultureInfo.InvariantCulture),
            _ => inputData,
        };
}
