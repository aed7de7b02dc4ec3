using System.Text.Json.Nodes;

namespace ReleaseManager.Sandbox.Registry;

/// <summary>An answer that is an error, in the form that an API server gives it.</summary>
internal sealed class ApiErrorException(int code, string reason, string message) : Exception(message)
{
    public int Code => code;

    public string Reason => reason;

    public string? Name { get; init; }

    public string? Group { get; init; }

    public string? Kind { get; init; }

    public string? Uid { get; init; }

    public int? RetryAfterSeconds { get; init; }

    public IReadOnlyList<ErrorCause> Causes { get; init; } = [];

    /// <summary>The continue token with which an expired list may go on inconsistently.</summary>
    public string? Continue { get; init; }

    public static ApiErrorException NotFound(ServedKind kind, string name) =>
        new(404, "NotFound", $"{kind.Qualified} \"{name}\" not found")
        {
            Name = name,
            Group = kind.Kind.Group,
            Kind = kind.Kind.Plural,
        };

    public static ApiErrorException NoSuchResource() =>
        new(404, "NotFound", "the server could not find the requested resource");

    public static ApiErrorException AlreadyExists(ServedKind kind, string name) =>
        new(409, "AlreadyExists", $"{kind.Qualified} \"{name}\" already exists")
        {
            Name = name,
            Group = kind.Kind.Group,
            Kind = kind.Kind.Plural,
        };

    public static ApiErrorException Conflict(ServedKind kind, string name, string why) =>
        new(409, "Conflict", $"Operation cannot be fulfilled on {kind.Qualified} \"{name}\": {why}")
        {
            Name = name,
            Group = kind.Kind.Group,
            Kind = kind.Kind.Plural,
        };

    public static ApiErrorException Invalid(ServedKind kind, string name, params ErrorCause[] causes) =>
        new(
            422,
            "Invalid",
            $"{kind.Kind.Kind}{GroupSuffix(kind)} \"{name}\" is invalid: "
                + (
                    causes.Length == 1
                        ? $"{causes[0].Field}: {causes[0].Message}"
                        : $"[{string.Join(", ", causes.Select(cause => $"{cause.Field}: {cause.Message}"))}]"
                )
        )
        {
            Name = name,
            Group = kind.Kind.Group,
            Kind = kind.Kind.Kind,
            Causes = causes,
        };

    public static ApiErrorException Forbidden(ServedKind kind, string name, string why) =>
        new(403, "Forbidden", $"{kind.Qualified}{(name.Length == 0 ? "" : $" \"{name}\"")} is forbidden: {why}")
        {
            Name = name.Length == 0 ? null : name,
            Group = kind.Kind.Group,
            Kind = kind.Kind.Plural,
        };

    public static ApiErrorException BadRequest(string message) => new(400, "BadRequest", message);

    public static ApiErrorException Internal(string message) => new(500, "", message);

    public static ApiErrorException MethodNotAllowed() =>
        new(405, "MethodNotAllowed", "the server does not allow this method on the requested resource");

    public static ApiErrorException UnsupportedMediaType(params string[] accepted) =>
        new(
            415,
            "UnsupportedMediaType",
            "the body of the request was in an unknown format - accepted media types include: "
                + string.Join(", ", accepted)
        );

    public static ApiErrorException NotAcceptable(params string[] offered) =>
        new(406, "NotAcceptable", $"only the following media types are accepted: {string.Join(", ", offered)}");

    /// <summary>The error's body.</summary>
    public JsonObject ToStatus()
    {
        var status = new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = Continue is null ? [] : new JsonObject { ["continue"] = Continue },
            ["status"] = "Failure",
            ["message"] = Message,
        };
        if (reason.Length > 0)
        {
            status["reason"] = reason;
        }

        var details = new JsonObject();
        Add("name", Name);
        Add("group", string.IsNullOrEmpty(Group) ? null : Group);
        Add("kind", Kind);
        Add("uid", Uid);
        if (Causes.Count > 0)
        {
            details["causes"] = new JsonArray([.. Causes.Select(cause => (JsonNode)cause.ToJson())]);
        }

        if (RetryAfterSeconds is { } seconds)
        {
            details["retryAfterSeconds"] = seconds;
        }

        if (details.Count > 0 || code == 404)
        {
            status["details"] = details;
        }

        status["code"] = code;
        return status;

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                details[name] = value;
            }
        }
    }

    private static string GroupSuffix(ServedKind kind) => kind.Kind.Group.Length == 0 ? "" : $".{kind.Kind.Group}";
}
