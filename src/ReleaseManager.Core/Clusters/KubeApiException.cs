namespace ReleaseManager.Core.Clusters;

/// <summary>The API refused a request. The message says which and why, without the values that the API may have quoted.</summary>
public sealed class KubeApiException(int statusCode, string reason, string message, Exception? inner = null)
    : ReleaseManagerException("Api" + reason, ErrorKind.Cluster, message, inner)
{
    /// <summary>HTTP status, or the code of the status object on a watch.</summary>
    public int StatusCode { get; } = statusCode;

    /// <summary>The API's own word: <c>AlreadyExists</c>, <c>Conflict</c>, <c>Forbidden</c>, <c>Invalid</c>, ...</summary>
    public string Reason { get; } = reason;

    /// <summary>How long the API asks to wait; null if it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The fields the API complains about, or that other managers own.</summary>
    public IReadOnlyList<ApiCause> Causes { get; init; } = [];

    /// <summary>Plural name of what the error is about as the API says it (<c>namespaces</c> where that is what is missing); null if it does not say.</summary>
    public string? AboutKind { get; init; }

    /// <summary>The object was changed meanwhile, another manager owns a field, or a precondition did not hold.</summary>
    public bool IsConflict => string.Equals(Reason, "Conflict", StringComparison.Ordinal);

    /// <summary>There already is an object of that name.</summary>
    public bool IsAlreadyExists => string.Equals(Reason, "AlreadyExists", StringComparison.Ordinal);

    /// <summary>There is no such object, namespace or kind.</summary>
    public bool IsNotFound => StatusCode == 404;

    /// <summary>The path itself is unknown: the kind is not served, or not yet.</summary>
    public bool IsUnknownResource => StatusCode == 404 && AboutKind is null;

    /// <summary>The user may not do this.</summary>
    public bool IsForbidden => StatusCode == 403;

    /// <summary>The API does not know who asks.</summary>
    public bool IsUnauthorized => StatusCode == 401;

    /// <summary>
    /// Server-side apply could not make a typed object of what was sent: repeated keys of a list, unknown fields. A plain create
    /// takes these (structured-merge-diff, typed/).
    /// </summary>
    public bool IsApplyRefusal { get; init; }

    /// <summary>The object breaks a rule of its kind.</summary>
    public bool IsInvalid => StatusCode == 422;

    /// <summary>The resource version, or the continuation of a list, is too old: list again.</summary>
    public bool IsExpired => StatusCode == 410;

    /// <summary>
    /// The same request may succeed a little later without anyone changing it: overload, a server or webhook that is
    /// starting, a namespace that is being removed.
    /// </summary>
    public bool PassesByItself { get; init; } = statusCode is 429 or 500 or 502 or 503 or 504;
}
