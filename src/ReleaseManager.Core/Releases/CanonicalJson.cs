using System.Buffers;
using System.Text.Json;

namespace ReleaseManager.Core.Releases;

/// <summary>JSON with sorted members, one escape style and no blanks; numbers keep their text.</summary>
internal ref struct CanonicalJson
{
    private readonly ArrayBufferWriter<byte> output;
    private Utf8JsonReader reader;

    private CanonicalJson(ReadOnlySpan<byte> json, int depth)
    {
        output = new ArrayBufferWriter<byte>(json.Length);
        reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = depth });
    }

    /// <summary>Canonical form of a JSON text, without what is ignored.</summary>
    /// <exception cref="RecordException">Not JSON, or nested too deep.</exception>
    public static ReadOnlySpan<byte> Of(ReadOnlySpan<byte> json, Ignored ignored)
    {
        var walk = new CanonicalJson(json, DecodeLimits.Default.Depth);
        try
        {
            walk.reader.Read();
            walk.Value(walk.output, ignored);
            while (walk.reader.Read()) { }
        }
        catch (JsonException)
        {
            throw new RecordException("RecordUnreadable", "It is not JSON, or nested too deep.");
        }

        return walk.output.WrittenSpan;
    }

    private void Value(ArrayBufferWriter<byte> into, Ignored? ignored)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                Object(into, ignored);
                break;
            case JsonTokenType.StartArray:
                Array(into, ignored?.Elements);
                break;
            case JsonTokenType.String:
                GoJson.Write(into, GoJson.Read(reader.ValueSpan));
                break;
            default:
                into.Write(reader.ValueSpan);
                break;
        }
    }

    private void Object(ArrayBufferWriter<byte> into, Ignored? ignored)
    {
        var members = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = GoJson.Read(reader.ValueSpan);
            reader.Read();
            Ignored? below = null;
            if (ignored is not null && ignored.Below.TryGetValue(name, out below) && below is null)
            {
                reader.Skip();
                continue;
            }

            var value = new ArrayBufferWriter<byte>();
            Value(value, below);
            members[name] = value.WrittenSpan.ToArray();
        }

        into.Write("{"u8);
        foreach (var (name, value) in members)
        {
            GoJson.Write(into, name);
            into.Write(":"u8);
            into.Write(value);
            into.Write(","u8);
        }

        into.Write("}"u8);
    }

    private void Array(ArrayBufferWriter<byte> into, Ignored? ignored)
    {
        into.Write("["u8);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            Value(into, ignored);
            into.Write(","u8);
        }

        into.Write("]"u8);
    }

    /// <summary>Members to leave out: a null stands for the whole member.</summary>
    internal sealed class Ignored
    {
        public Dictionary<string, Ignored?> Below { get; } = new(StringComparer.OrdinalIgnoreCase);

        public Ignored? Elements { get; init; }
    }
}
