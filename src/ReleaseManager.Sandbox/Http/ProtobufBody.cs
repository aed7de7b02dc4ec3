using System.Text;
using System.Text.Json.Nodes;
using ReleaseManager.Sandbox.Json;
using ReleaseManager.Sandbox.Registry;

namespace ReleaseManager.Sandbox.Http;

/// <summary>
/// Reads bodies in Kubernetes' protobuf form, which kubectl sends where it knows the type, for the few kinds that it
/// creates by name: namespaces, secrets, config maps, service accounts, access reviews, and delete options.
/// </summary>
internal static class ProtobufBody
{
    public const string MediaType = "application/vnd.kubernetes.protobuf";

    private static readonly ProtobufMessage TypeMeta = new(
        (1, "apiVersion", ProtobufField.Text),
        (2, "kind", ProtobufField.Text)
    );

    /// <summary>Reads an object.</summary>
    /// <exception cref="ApiErrorException">The kind is one of those that only JSON bodies bring, or the body is malformed.</exception>
    public static JsonObject Read(ReadOnlySpan<byte> body)
    {
        try
        {
            return Envelope(body);
        }
        catch (ArgumentOutOfRangeException)
        {
            throw ApiErrorException.BadRequest("error decoding the body: the protobuf message is cut off");
        }
    }

    private static JsonObject Envelope(ReadOnlySpan<byte> body)
    {
        if (!body.StartsWith("k8s\0"u8))
        {
            throw ApiErrorException.BadRequest("error decoding the body: no Kubernetes protobuf message");
        }

        var (type, raw) = (new JsonObject(), Array.Empty<byte>());
        for (var rest = body[4..]; rest.Length > 0; )
        {
            var (number, _) = Next(ref rest, out var content);
            if (number == 1)
            {
                type = Message(content, TypeMeta);
            }
            else if (number == 2)
            {
                raw = content.ToArray();
            }
        }

        var message =
            ProtobufMessage.Of(type.TextAt("kind") ?? "")
            ?? throw ApiErrorException.UnsupportedMediaType("application/json");
        var json = Message(raw, message);
        json["apiVersion"] = type.TextAt("apiVersion");
        json["kind"] = type.TextAt("kind");
        return json;
    }

    private static JsonObject Message(ReadOnlySpan<byte> rest, ProtobufMessage message)
    {
        var result = new JsonObject();
        while (rest.Length > 0)
        {
            var (number, value) = Next(ref rest, out var content);
            if (message.Find(number) is not var (member, field))
            {
                continue;
            }

            switch (field.Form)
            {
                // Go's encoder writes empty texts where a member is not set.
                case "text" when content.Length > 0:
                    result[member] = Encoding.UTF8.GetString(content);
                    break;
                case "flag":
                    result[member] = value != 0;
                    break;
                case "number":
                    result[member] = (long)value;
                    break;
                case "message":
                    result[member] = Message(content, field.Inner!);
                    break;
                case "texts":
                    var texts = result[member] as JsonArray ?? [];
                    texts.Add((JsonNode)Encoding.UTF8.GetString(content));
                    result[member] ??= texts;
                    break;
                case "text map" or "bytes map":
                    Entry(result.Within(member), content, field.Form == "bytes map");
                    break;
                default:
                    break;
            }
        }

        return result;
    }

    private static void Entry(JsonObject map, ReadOnlySpan<byte> rest, bool bytes)
    {
        var (key, text) = ("", "");
        while (rest.Length > 0)
        {
            var (number, _) = Next(ref rest, out var content);
            if (number == 1)
            {
                key = Encoding.UTF8.GetString(content);
            }
            else if (number == 2)
            {
                text = bytes ? Convert.ToBase64String(content) : Encoding.UTF8.GetString(content);
            }
        }

        map[key] = text;
    }

    private static (int Number, ulong Value) Next(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> content)
    {
        var tag = Varint(ref rest);
        content = default;
        ulong value = 0;
        switch (tag & 7)
        {
            case 0:
                value = Varint(ref rest);
                break;
            case 1:
                rest = rest[8..];
                break;
            case 2:
                var length = (int)Varint(ref rest);
                content = rest[..length];
                rest = rest[length..];
                break;
            default:
                rest = rest[4..];
                break;
        }

        return ((int)(tag >> 3), value);
    }

    private static ulong Varint(ref ReadOnlySpan<byte> rest)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = rest[..1][0];
            rest = rest[1..];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
