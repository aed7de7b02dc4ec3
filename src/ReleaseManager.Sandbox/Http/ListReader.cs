using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ReleaseManager.Sandbox.Json;
using ReleaseManager.Sandbox.Registry;
using ReleaseManager.Sandbox.Storage;

namespace ReleaseManager.Sandbox.Http;

/// <summary>Answers lists: selected, in pages of one consistent state, whole or by metadata. The caller holds the gate.</summary>
internal sealed class ListReader(ClusterObjects objects)
{
    public ApiAnswer List(ApiCall call)
    {
        var target = call.Target;
        var limit = call.Number("limit") is { } number and > 0 ? (int)Math.Min(number, int.MaxValue) : int.MaxValue;
        var token = call.Text("continue") is { Length: > 0 } text ? ContinueToken.Parse(text) : null;
        var revision = token?.Revision ?? Revision(call);
        if (revision < objects.Store.Oldest)
        {
            throw Expired(token);
        }

        var selected = Selected(call, objects.Store.At(target.Kind.Storage, revision), token?.After);
        var page = selected.Take(limit).ToList();
        var more = limit == int.MaxValue ? 0 : selected.Skip(limit).Count();
        var metadata = new JsonObject { ["resourceVersion"] = revision.ToString(CultureInfo.InvariantCulture) };
        if (more > 0)
        {
            metadata["continue"] = new ContinueToken(revision, page[^1].Key).ToString();
            if (call.Text("labelSelector") is null or "" && call.Text("fieldSelector") is null or "")
            {
                metadata["remainingItemCount"] = more;
            }
        }

        return call.Representation switch
        {
            Representation.Table => ApiAnswer.Json(
                200,
                TableView.Of(call, page.Select(each => each.Json), metadata, objects.Now)
            ),
            var representation => new ApiAnswer(200, Write(target, page, metadata, representation)),
        };
    }

    /// <summary>The objects of a request's kind that are in its namespace and match its selectors, in order.</summary>
    public static IEnumerable<StoredObject> Selected(ApiCall call, IEnumerable<StoredObject> all, string? after)
    {
        var labels = LabelSelector.Parse(call.Text("labelSelector"));
        var fields = FieldSelector.Parse(call.Text("fieldSelector"), call.Target.Kind);
        return all.Where(each =>
            (call.Target.Space is null || each.Namespace == call.Target.Space)
            && (after is null || string.CompareOrdinal(each.Key, after) > 0)
            && (call.Target.Name is null || each.Name == call.Target.Name)
            && labels.Matches(each)
            && fields.Matches(each)
        );
    }

    /// <summary>An object as PartialObjectMetadata.</summary>
    public static JsonObject MetadataOf(JsonObject json) =>
        new()
        {
            ["kind"] = "PartialObjectMetadata",
            ["apiVersion"] = "meta.k8s.io/v1",
            ["metadata"] = json["metadata"]?.DeepClone(),
        };

    private long Revision(ApiCall call)
    {
        var wanted = call.Number("resourceVersion") ?? 0;
        if (wanted > objects.Store.Revision)
        {
            throw new ApiErrorException(
                504,
                "Timeout",
                $"Too large resource version: {wanted}, current: {objects.Store.Revision}"
            )
            {
                RetryAfterSeconds = 1,
                Causes = [new ErrorCause("ResourceVersionTooLarge", "Too large resource version", "")],
            };
        }

        return call.Text("resourceVersionMatch") == "Exact" ? wanted : objects.Store.Revision;
    }

    private ApiErrorException Expired(ContinueToken? token) =>
        new(
            410,
            "Expired",
            token is null
                ? "The resourceVersion for the provided list is too old."
                : "The provided continue parameter is too old to display a consistent list result. You can start a new "
                    + "list without the continue parameter, or use the continue token in this response to retrieve the "
                    + "remainder of the results. Continuing with the provided token results in an inconsistent list - "
                    + "objects that were created, modified, or deleted between the time the first chunk was returned and "
                    + "now may show up in the list."
        )
        {
            Continue = token is null ? null : (token with { Revision = objects.Store.Revision }).ToString(),
        };

    private static ReadOnlyMemory<byte> Write(
        ApiTarget target,
        List<StoredObject> page,
        JsonObject metadata,
        Representation representation
    )
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using var writer = new Utf8JsonWriter(buffer, JsonText.Writing);
        var whole = representation == Representation.Whole;
        writer.WriteStartObject();
        writer.WriteString("kind", whole ? $"{target.Kind.Kind.Kind}List" : "PartialObjectMetadataList");
        writer.WriteString("apiVersion", whole ? target.ApiVersion : "meta.k8s.io/v1");
        writer.WritePropertyName("metadata");
        metadata.WriteTo(writer);
        writer.WriteStartArray("items");
        foreach (var stored in page)
        {
            if (!whole)
            {
                MetadataOf(stored.Json).WriteTo(writer);
            }
            else
            {
                // Built-in kinds stand in lists without kind and version, as typed encoding leaves them out there.
                var item = target.Kind.Definition is null ? stored.Bare() : stored.Utf8(target.ApiVersion);
                writer.WriteRawValue(item.Span, skipInputValidation: true);
            }
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }
}
