using System.Text.Json.Nodes;

namespace ReleaseManager.Sandbox.Registry;

/// <summary>One of the reasons of an error: a field and what is wrong with it.</summary>
internal sealed record ErrorCause(string Reason, string Message, string Field)
{
    public static ErrorCause Required(string field, string why = "") =>
        new("FieldValueRequired", why.Length == 0 ? "Required value" : $"Required value: {why}", field);

    public static ErrorCause InvalidValue(string field, string value, string why) =>
        new("FieldValueInvalid", $"Invalid value: \"{value}\": {why}", field);

    public static ErrorCause ForbiddenField(string field, string why) =>
        new("FieldValueForbidden", $"Forbidden: {why}", field);

    public JsonObject ToJson() =>
        new()
        {
            ["reason"] = Reason,
            ["message"] = Message,
            ["field"] = Field,
        };
}
