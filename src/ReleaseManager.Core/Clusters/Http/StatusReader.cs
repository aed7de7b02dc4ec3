using System.Net;
using System.Text.Json;

namespace ReleaseManager.Core.Clusters.Http;

/// <summary>Turns what the API answers to a request that it refuses into an exception.</summary>
internal static class StatusReader
{
    /// <summary>Reads the answer to a request.</summary>
    /// <param name="body">A Status object, or whatever a proxy in between wrote.</param>
    public static KubeApiException Read(ApiRequest request, int code, TimeSpan? retryAfter, ReadOnlySpan<byte> body)
    {
        var status = Parse(body);
        return status is { } json ? FromStatus(request, code, retryAfter, json) : FromCode(request, code, retryAfter);
    }

    /// <summary>Reads what a watch, or an answer, says in a Status object.</summary>
    /// <param name="status">A Status object.</param>
    public static KubeApiException FromStatus(ApiRequest request, int code, TimeSpan? retryAfter, JsonElement status)
    {
        var answer = new KubeObject(status);
        var reason = answer.GetString("reason") is { Length: > 0 } given ? given : ReasonOf(code);
        var causes = Causes(answer, request.AboutSecret);
        var message = answer.GetString("message") ?? string.Empty;

        // An Invalid message repeats the causes with the values in them; the causes are safer to cut.
        var why =
            causes.Count > 0 && code == 422
                ? string.Join("; ", causes.Select(c => c.Field.Length == 0 ? c.Message : $"{c.Field}: {c.Message}"))
                : StatusText.WithoutValues(message, request.AboutSecret && code is 400 or 422 or 500);

        var after = retryAfter;
        if (answer.Find("details", "retryAfterSeconds") is { ValueKind: JsonValueKind.Number } seconds)
        {
            after ??= TimeSpan.FromSeconds(seconds.GetDouble());
        }

        return new KubeApiException(code, reason, Message(request, code, reason, why))
        {
            Target = request.Doing,
            RetryAfter = after,
            Causes = causes,
            AboutKind = answer.GetString("details", "kind"),
            IsApplyRefusal = IsApplyRefusal(message),
            PassesByItself = !IsApplyRefusal(message) && Passes(code, reason, causes, after),
            Advice = AdviceFor(code),
        };
    }

    private static KubeApiException FromCode(ApiRequest request, int code, TimeSpan? retryAfter)
    {
        var reason = ReasonOf(code);
        return new KubeApiException(code, reason, Message(request, code, reason, string.Empty))
        {
            Target = request.Doing,
            RetryAfter = retryAfter,
            Advice = AdviceFor(code),
        };
    }

    private static string Message(ApiRequest request, int code, string reason, string why) =>
        $"Could not {request.Doing}: {(why.Length == 0 ? "the API gave no explanation" : why.TrimEnd('.'))} ({reason}, HTTP {code}).";

    private static string? AdviceFor(int code) =>
        code switch
        {
            401 => "The cluster does not accept the credential. Sign in again, or check the user of this context.",
            403 => "Ask for a role that allows this, or use another context.",
            _ => null,
        };

    /// <summary>Kubernetes before 1.21 says so with status 500, later ones with 400 or 422: the words are all that is common.</summary>
    private static bool IsApplyRefusal(string message) =>
        message.Contains("failed to create typed patch object", StringComparison.Ordinal)
        || message.Contains("field not declared in schema", StringComparison.Ordinal)
        || message.Contains("duplicate entries for key", StringComparison.Ordinal);

    private static bool Passes(int code, string reason, List<ApiCause> causes, TimeSpan? retryAfter) =>
        code is 429 or 500 or 502 or 503 or 504
        || reason is "ServerTimeout" or "Timeout" or "TooManyRequests"
        || retryAfter is not null
        || (
            code == 403 && causes.Exists(c => string.Equals(c.Reason, "NamespaceTerminating", StringComparison.Ordinal))
        );

    private static List<ApiCause> Causes(KubeObject status, bool aboutSecret)
    {
        var causes = new List<ApiCause>();
        if (status.Find("details", "causes") is { ValueKind: JsonValueKind.Array } list)
        {
            foreach (var item in list.EnumerateArray())
            {
                var cause = new KubeObject(item);
                causes.Add(
                    new ApiCause(
                        cause.GetString("field") ?? string.Empty,
                        cause.GetString("reason") ?? string.Empty,
                        // Who else owns a field is quoted too, and is what the user needs to know.
                        StatusText.WithoutValues(
                            cause.GetString("message") ?? string.Empty,
                            aboutSecret && cause.GetString("reason") != "FieldManagerConflict"
                        )
                    )
                );
            }
        }

        return causes;
    }

    private static JsonElement? Parse(ReadOnlySpan<byte> body)
    {
        try
        {
            var json = JsonElement.Parse(body);
            return new KubeObject(json).GetString("kind") == "Status" ? json : null;
        }
        catch (JsonException)
        {
            // Load balancers and proxies answer in HTML; the code alone has to do then.
            return null;
        }
    }

    private static string ReasonOf(int code) =>
        code switch
        {
            400 => "BadRequest",
            401 => "Unauthorized",
            403 => "Forbidden",
            404 => "NotFound",
            405 => "MethodNotAllowed",
            406 => "NotAcceptable",
            409 => "Conflict",
            410 => "Expired",
            413 => "RequestEntityTooLarge",
            415 => "UnsupportedMediaType",
            422 => "Invalid",
            429 => "TooManyRequests",
            500 => "InternalError",
            503 => "ServiceUnavailable",
            504 => "Timeout",
            _ => Enum.IsDefined((HttpStatusCode)code) ? ((HttpStatusCode)code).ToString() : "Unknown",
        };
}
