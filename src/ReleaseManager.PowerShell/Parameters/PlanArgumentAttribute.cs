using System.Collections;
using System.Management.Automation;
using System.Text.Json;
using System.Text.Json.Nodes;
using ReleaseManager.PowerShell.Running;

namespace ReleaseManager.PowerShell.Parameters;

/// <summary>Takes a plan also as it comes back from JSON, be that text or what ConvertFrom-Json or Import-Clixml made of it.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class PlanArgumentAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var value = inputData is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : inputData;
        try
        {
            return value switch
            {
                string text when SavedPlan.IsJsonObject(text) => JsonSerializer.Deserialize(
                    text,
                    PlanJson.Default.ReleaseImportPlan
                ),
                PSObject or IDictionary when SavedPlan.ToNode(value) is JsonObject saved && SavedPlan.IsPlan(saved) =>
                    saved.Deserialize(PlanJson.Default.ReleaseImportPlan),
                _ => inputData,
            };
        }
        catch (JsonException e)
        {
            throw new ArgumentTransformationMetadataException($"This is no plan of an import: {e.Message}", e);
        }
    }
}
