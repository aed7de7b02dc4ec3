using System.Text.Json.Serialization;

namespace ReleaseManager.Daemon.Dashboard;

/// <summary>How data is written for the page and for scripts.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(ShownStatus))]
[JsonSerializable(typeof(ShownSnapshots))]
[JsonSerializable(typeof(ShownReleases))]
[JsonSerializable(typeof(ShownHistory))]
[JsonSerializable(typeof(ShownDifference))]
internal sealed partial class DashboardJson : JsonSerializerContext;
