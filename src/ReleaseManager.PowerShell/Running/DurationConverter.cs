using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ReleaseManager.PowerShell.Running;

/// <summary>Reads a duration as text, or as the object that ConvertTo-Json makes of it.</summary>
internal sealed class DurationConverter : JsonConverter<TimeSpan>
{
    /// <inheritdoc/>
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            using var parts = JsonDocument.ParseValue(ref reader);
            return parts.RootElement.TryGetProperty("Ticks", out var ticks) && ticks.TryGetInt64(out var count)
                ? new TimeSpan(count)
                : throw new JsonException("A duration has no Ticks.");
        }

        return TimeSpan.TryParse(reader.GetString(), CultureInfo.InvariantCulture, out var span)
            ? span
            : throw new JsonException("A duration cannot be read.");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(value.ToString("c"));
    }
}
