using System.Text.Json.Serialization;

namespace ReleaseManager.PowerShell.Running;

/// <summary>How a saved plan is read: names in any case, enumerations by name or number.</summary>
[JsonSourceGenerationOptions(
    PropertyNameCaseInsensitive = true,
    UseStringEnumConverter = true,
    Converters = [typeof(DurationConverter)]
)]
[JsonSerializable(typeof(ReleaseImportPlan))]
internal sealed partial class PlanJson : JsonSerializerContext;
