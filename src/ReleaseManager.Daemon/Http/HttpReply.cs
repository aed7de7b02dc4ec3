using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ReleaseManager.Daemon.Http;

/// <summary>An answer.</summary>
internal sealed record HttpReply
{
    /// <summary>Plain text.</summary>
    public const string Text = "text/plain; charset=utf-8";

    /// <summary>JSON.</summary>
    public const string Json = "application/json";

    /// <summary>The status.</summary>
    public required int Status { get; init; }

    /// <summary>The media type of the body.</summary>
    public required string Type { get; init; }

    /// <summary>The body.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Headers besides those that every answer has.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>Whether nothing more is taken from the connection: what was sent was not understood, or not wanted.</summary>
    public bool Closes { get; init; }

    /// <summary>Given back once the answer is sent.</summary>
    public IDisposable? Held { get; init; }

    /// <summary>An answer for people and scripts; a line.</summary>
    public static HttpReply Say(int status, string text) =>
        new()
        {
            Status = status,
            Type = Text,
            Body = Encoding.UTF8.GetBytes($"{text}\n"),
        };

    /// <summary>Data.</summary>
    public static HttpReply Of<T>(T value, JsonTypeInfo<T> type) =>
        new()
        {
            Status = 200,
            Type = Json,
            Body = JsonSerializer.SerializeToUtf8Bytes(value, type),
        };

    /// <summary>A request that is not served, after which the connection ends.</summary>
    public static HttpReply Refuse(
        int status,
        string text,
        params IReadOnlyList<(string Name, string Value)> headers
    ) => Say(status, text) with { Closes = true, Headers = headers };
}
