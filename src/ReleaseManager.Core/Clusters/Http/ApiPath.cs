using System.Globalization;
using System.Text;

namespace ReleaseManager.Core.Clusters.Http;

/// <summary>Paths and queries as the API has them.</summary>
internal static class ApiPath
{
    public static string Of(ResourceAddress at)
    {
        var resource = at.Resource;
        var path = new StringBuilder(resource.Group.Length == 0 ? "/api/" : "/apis/");
        if (resource.Group.Length > 0)
        {
            path.Append(Segment(resource.Group)).Append('/');
        }

        path.Append(Segment(resource.Version));
        if (resource.Namespaced && at.Namespace is not null)
        {
            path.Append("/namespaces/").Append(Segment(at.Namespace));
        }

        path.Append('/').Append(Segment(resource.Plural));
        if (at.Name is not null)
        {
            path.Append('/').Append(Segment(at.Name));
        }

        if (at.Subresource is not null)
        {
            path.Append('/').Append(Segment(at.Subresource));
        }

        return path.ToString();
    }

    public static string Query(params ReadOnlySpan<(string Key, string? Value)> parameters)
    {
        var query = new StringBuilder();
        foreach (var (key, value) in parameters)
        {
            if (!string.IsNullOrEmpty(value))
            {
                query.Append(query.Length == 0 ? '?' : '&').Append(key).Append('=').Append(Uri.EscapeDataString(value));
            }
        }

        return query.ToString();
    }

    public static string? Number(long value) => value <= 0 ? null : value.ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// A name in a path. The API refuses names that would change the path, and so must we: <c>..</c> would be folded away before
    /// it is sent, and the request would meet another object.
    /// </summary>
    private static string Segment(string name) =>
        name.Length == 0
        || name is "." or ".."
        || name.Contains('/', StringComparison.Ordinal)
        || name.Contains('%', StringComparison.Ordinal)
            ? throw new KubeApiException(
                422,
                "Invalid",
                $"\"{name}\" cannot be a name in the Kubernetes API: it is empty, '.' or '..', or contains '/' or '%'."
            )
            : Uri.EscapeDataString(name);
}
