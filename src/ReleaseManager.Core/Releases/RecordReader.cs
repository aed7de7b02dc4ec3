using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ReleaseManager.Core.Releases;

/// <summary>
/// Walks a record's JSON once, checks each known member against its shape as Go's decoder would, and notes where the
/// members stand. Nothing is copied.
/// </summary>
internal ref struct RecordReader
{
    private readonly DecodeLimits limits;
    private Utf8JsonReader reader;
    private int values;

    private RecordReader(ReadOnlySpan<byte> json, DecodeLimits limits)
    {
        this.limits = limits;
        reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = limits.Depth });
    }

    /// <summary>Reads and checks a whole record.</summary>
    /// <exception cref="RecordException">Not JSON, nested too deep, or of another type than Helm expects.</exception>
    public static RecordNode Read(ReadOnlySpan<byte> json, DecodeLimits limits)
    {
        var walk = new RecordReader(json, limits);
        try
        {
            walk.reader.Read();
            var root = walk.Value(RecordShape.Release, null, "release");
            // Reads on to see that nothing follows.
            while (walk.reader.Read()) { }
            return root;
        }
        catch (JsonException error)
        {
            // The message of a JsonException can quote a name or value: only its position goes further.
            throw new RecordException(
                "RecordUnreadable",
                $"It is not JSON, or nested deeper than {limits.Depth} levels (line {error.LineNumber + 1}, byte "
                    + $"{error.BytePositionInLine})."
            );
        }
    }

    private RecordNode Value(RecordShape shape, RecordNode? earlier, string where)
    {
        Count();
        var start = (int)reader.TokenStartIndex;
        if (reader.TokenType == JsonTokenType.Null)
        {
            // Go leaves a string, number or time as it was, and sets a pointer, slice or map to nil.
            var keeps = shape.Kind is < ShapeKind.Bytes && earlier is not null;
            return keeps ? earlier! : new RecordNode(start, isNull: true) { End = (int)reader.BytesConsumed };
        }

        var node = new RecordNode(start);
        switch (shape.Kind)
        {
            case ShapeKind.Struct:
                Struct(shape, node, earlier, where);
                break;
            case ShapeKind.List:
                List(shape, node, where);
                break;
            case ShapeKind.Map:
                Map(shape, where);
                break;
            case ShapeKind.Free:
                Pass(where);
                break;
            case ShapeKind.Bytes:
                Bytes(where);
                break;
            default:
                Require(IsScalar(shape.Kind), where);
                break;
        }

        node.End = (int)reader.BytesConsumed;
        return node;
    }

    private void Struct(RecordShape shape, RecordNode node, RecordNode? earlier, string where)
    {
        Require(reader.TokenType == JsonTokenType.StartObject, where);
        if (earlier is { IsNull: false })
        {
            node.InheritFrom(earlier);
        }

        node.InsertAt = (int)reader.BytesConsumed;
        while (Next() != JsonTokenType.EndObject)
        {
            var known = Member(shape);
            Next();
            if (known is var (name, member))
            {
                node[name] = Value(member, node[name], where + "." + name);
            }
            else
            {
                Pass(null);
            }

            node.HasMembers = true;
            node.InsertAt = (int)reader.BytesConsumed;
        }
    }

    private void List(RecordShape shape, RecordNode node, string where)
    {
        Require(reader.TokenType == JsonTokenType.StartArray, where);
        while (Next() != JsonTokenType.EndArray)
        {
            node.Items.Add(Value(shape.Element!, null, where));
        }
    }

    private void Map(RecordShape shape, string where)
    {
        Require(reader.TokenType == JsonTokenType.StartObject, where);
        while (Next() != JsonTokenType.EndObject)
        {
            Next();
            Value(shape.Element!, null, where);
        }
    }

    // Any value; its numbers have to be float64 where Go decodes it at all.
    private void Pass(string? where)
    {
        var depth = reader.CurrentDepth;
        var opens = reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray;
        do
        {
            Count();
            if (where is not null && reader.TokenType == JsonTokenType.Number)
            {
                Require(FitsFloat(reader.ValueSpan), where);
            }
        } while (opens && (reader.Read() && reader.CurrentDepth > depth));
    }

    private void Count()
    {
        if (++values > limits.Nodes)
        {
            throw new RecordException("RecordTooLarge", $"It holds more than {limits.Nodes} values.");
        }
    }

    private void Bytes(string where)
    {
        // Go takes an array of numbers for bytes, too; nobody writes that.
        Require(
            reader.TokenType == JsonTokenType.String
                && (
                    reader.ValueIsEscaped
                        ? IsBase64(Encoding.UTF8.GetBytes(GoJson.Read(reader.ValueSpan)))
                        : IsBase64(reader.ValueSpan)
                ),
            where
        );
    }

    private readonly bool IsScalar(ShapeKind kind) =>
        kind switch
        {
            ShapeKind.Text => reader.TokenType == JsonTokenType.String,
            ShapeKind.Truth => reader.TokenType is JsonTokenType.True or JsonTokenType.False,
            ShapeKind.Whole => reader.TokenType == JsonTokenType.Number
                && int.TryParse(reader.ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
            ShapeKind.Long => reader.TokenType == JsonTokenType.Number
                && long.TryParse(reader.ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
            ShapeKind.ReleaseTime => reader.TokenType == JsonTokenType.String
                && (reader.ValueSpan.IsEmpty || IsTime(reader.ValueSpan)),
            ShapeKind.PlainTime => reader.TokenType == JsonTokenType.String && IsTime(reader.ValueSpan),
            _ => false,
        };

    private readonly (string Name, RecordShape Shape)? Member(RecordShape shape)
    {
        if (reader.ValueIsEscaped)
        {
            return shape.Find(GoJson.Read(reader.ValueSpan));
        }

        Span<char> name = stackalloc char[64];
        return
            reader.ValueSpan.Length <= name.Length && Encoding.UTF8.TryGetChars(reader.ValueSpan, name, out var length)
            ? shape.Find(name[..length])
            : null;
    }

    private JsonTokenType Next()
    {
        reader.Read();
        return reader.TokenType;
    }

    private static bool IsTime(ReadOnlySpan<byte> text)
    {
        Span<char> characters = stackalloc char[128];
        return text.Length <= characters.Length
            && Encoding.UTF8.TryGetChars(text, characters, out var length)
            && RecordTime.TryParse(characters[..length], out _);
    }

    private static bool IsBase64(ReadOnlySpan<byte> text) => GoBase64.Decode(text) is not null;

    private static bool FitsFloat(ReadOnlySpan<byte> number) =>
        // Without an exponent it takes more than 300 digits to leave the range of a float64.
        number.Length < 300
            && number.IndexOfAny((byte)'e', (byte)'E') < 0
        || double.IsFinite(double.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture));

    private static void Require(bool holds, string where)
    {
        if (!holds)
        {
            throw new RecordException("RecordUnreadable", $"Helm cannot read it: {where} has another type.");
        }
    }
}
