namespace ReleaseManager.Sandbox.Http;

/// <summary>How a field of a protobuf message is encoded.</summary>
internal sealed record ProtobufField(string Form, ProtobufMessage? Inner = null)
{
    public static ProtobufField Text { get; } = new("text");

    public static ProtobufField Texts { get; } = new("texts");

    public static ProtobufField Flag { get; } = new("flag");

    public static ProtobufField Number { get; } = new("number");

    public static ProtobufField TextMap { get; } = new("text map");

    public static ProtobufField BytesMap { get; } = new("bytes map");

    public static ProtobufField Message(ProtobufMessage inner) => new("message", inner);
}
