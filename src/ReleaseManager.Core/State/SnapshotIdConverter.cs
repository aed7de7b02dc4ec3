using System.Text.Json;
using System.Text.Json.Serialization;

namespace ReleaseManager.Core.State;

/// <summary>Writes the name of a snapshot as its file is named.</summary>
internal sealed class SnapshotIdConverter : JsonConverter<SnapshotId>
{
    public override SnapshotId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && SnapshotId.Parse(reader.GetString()) is { } id
            ? id
            : throw new JsonException("not the name of a snapshot");

    public override void Write(Utf8JsonWriter writer, SnapshotId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.FileStem);
}
