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
                string text => JsonSerializer.Deserialize(text, PlanJson.Default.ReleaseImportPlan),
                PSObject saved => ToNode(saved).Deserialize(PlanJson.Default.ReleaseImportPlan),
                _ => inputData,
            };
        }
        catch (JsonException e)
        {
            throw new ArgumentTransformationMetadataException($"This is no plan of an import: {e.Message}", e);
        }
    }

    private static JsonNode? ToNode(object? value) =>
        value switch
        {
            null => null,
            PSObject { BaseObject: not PSCustomObject } wrapped => ToNode(wrapped.BaseObject),
            PSObject saved => new JsonObject(
                saved.Properties.Select(p => KeyValuePair.Create(p.Name, ToNode(p.Value)))
            ),
            string text => JsonValue.Create(text),
            IDictionary map => new JsonObject(
                map.Cast<DictionaryEntry>().Select(e => KeyValuePair.Create(e.Key.ToString()!, ToNode(e.Value)))
            ),
            IEnumerable list => new JsonArray([.. list.Cast<object?>().Select(ToNode)]),
            DateTime time => JsonValue.Create(new DateTimeOffset(time)),
            _ => JsonSerializer.SerializeToNode(value, value.GetType()),
        };
}
