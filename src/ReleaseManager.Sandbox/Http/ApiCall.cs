using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ReleaseManager.Core.Releases;
using ReleaseManager.Sandbox.Json;
using ReleaseManager.Sandbox.Registry;

namespace ReleaseManager.Sandbox.Http;

/// <summary>One request for a resource with its body read.</summary>
internal sealed record ApiCall(
    ApiTarget Target,
    SandboxRequest Request,
    IQueryCollection Query,
    ReadOnlyMemory<byte> Body
)
{
    public List<string> Warnings { get; } = [];

    public Representation Representation => AcceptHeader.Choose(Request.Accept);

    public bool Is(string parameter) => Query[parameter] == "true" || Query[parameter] == "1";

    public string? Text(string parameter) => Query[parameter] is { Count: > 0 } values ? values[0] : null;

    /// <summary>A query parameter as a whole number; null where it is not given.</summary>
    /// <exception cref="ApiErrorException">A number is none.</exception>
    public long? Number(string parameter) =>
        Text(parameter) is not { Length: > 0 } text ? null
        : long.TryParse(text, CultureInfo.InvariantCulture, out var number) && number >= 0 ? number
        : throw ApiErrorException.BadRequest($"{parameter}: Invalid value: \"{text}\"");

    public WriteParameters How()
    {
        if (Text("dryRun") is { Length: > 0 } dryRun && dryRun != "All")
        {
            throw ApiErrorException.BadRequest($"dryRun: Unsupported value: \"{dryRun}\": supported values: \"All\"");
        }

        var agent = Request.UserAgent.Split('/')[0];
        var manager =
            Text("fieldManager") is { Length: > 0 } given ? given
            : agent.Length == 0 ? "unknown"
            : agent;
        return new WriteParameters(manager[..Math.Min(manager.Length, 128)], Text("dryRun") == "All", Is("force"));
    }

    /// <summary>The body as an object.</summary>
    /// <exception cref="ApiErrorException">It is none, or repeats keys where the client wants none.</exception>
    public JsonObject Object() =>
        Node() as JsonObject
        ?? throw ApiErrorException.BadRequest("the object provided is unrecognized (must be of type object)");

    /// <summary>The body as JSON.</summary>
    /// <exception cref="ApiErrorException">It is none, or repeats keys where the client wants none.</exception>
    public JsonNode? Node()
    {
        if (Request.ContentType == ProtobufBody.MediaType)
        {
            return ProtobufBody.Read(Body.Span);
        }

        // JSON is YAML too, and nearly all clients send it.
        if (Request.ContentType?.EndsWith("yaml", StringComparison.Ordinal) == true && !Body.Span.StartsWith("{"u8))
        {
            return Yaml();
        }

        var repeated = new List<string>();
        JsonNode? node;
        try
        {
            node = JsonText.Read(Body.Span, repeated);
        }
        catch (JsonException e)
        {
            throw ApiErrorException.BadRequest($"error decoding the body: {e.Message}");
        }

        var validation = Text("fieldValidation") ?? "Warn";
        if (repeated.Count > 0 && validation == "Strict")
        {
            throw ApiErrorException.BadRequest(
                $"strict decoding error: {string.Join(", ", repeated.Select(path => $"duplicate field \"{path}\""))}"
            );
        }

        if (validation == "Warn")
        {
            Warnings.AddRange(repeated.Select(path => $"duplicate field \"{path}\""));
        }

        return node;
    }

    private JsonNode? Yaml()
    {
        try
        {
            return YamlReader.Read(Encoding.UTF8.GetString(Body.Span));
        }
        catch (ReleaseManagerException e)
        {
            throw ApiErrorException.BadRequest($"error decoding YAML: {e.Message}");
        }
    }
}
