using System.Text.Json;

namespace ReleaseManager.Core.Clusters.Http;

/// <summary>
/// Asks the API what it serves: where it tells all at once (since Kubernetes 1.26, "aggregated discovery"), by two requests, else by one for each version
/// of each group. A group whose own server is down must not hide the rest: it is remembered as unavailable.
/// </summary>
internal sealed class Discovery(ApiConnection connection)
{
    /// <summary>All at once in the form that is served since 1.30, or that of 1.26 to 1.34; else the names of groups and versions, from servers that know neither.</summary>
    private const string Aggregated =
        "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
        + "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,"
        + ApiRequest.Json;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public async Task<ApiCatalog> RunAsync(CancellationToken stop)
    {
        var roots = await Task.WhenAll(
            AnswersAsync("/api", CoreVersions, stop),
            AnswersAsync("/apis", GroupVersions, stop)
        );
        var unavailable = new Dictionary<string, string>(StringComparer.Ordinal);
        var resources = new List<ApiResource>();
        foreach (var (version, found, why) in roots.SelectMany(answers => answers))
        {
            resources.AddRange(found);
            if (why is not null)
            {
                unavailable[version] = why;
            }
        }

        return new ApiCatalog(resources, unavailable);
    }

    private async Task<IReadOnlyList<DiscoveredVersion>> AnswersAsync(
        string path,
        Func<KubeObject, IEnumerable<string>> versions,
        CancellationToken stop
    )
    {
        var root = await ReadAsync(path, retries: null, stop, Aggregated);
        return AggregatedDiscovery.Is(root)
            ? [.. AggregatedDiscovery.Read(root)]
            : await Task.WhenAll(versions(root).Select(version => DescribeAsync(version, stop)));
    }

    private async Task<DiscoveredVersion> DescribeAsync(string groupVersion, CancellationToken stop)
    {
        var path = groupVersion.Contains('/', StringComparison.Ordinal) ? "/apis/" : "/api/";
        try
        {
            var list = await ReadAsync(path + groupVersion, retries: 1, stop);
            return new DiscoveredVersion(groupVersion, Resources(groupVersion, list), null);
        }
        catch (KubeApiException e)
        {
            return new DiscoveredVersion(groupVersion, [], $"{e.Reason}, HTTP {e.StatusCode}");
        }
        catch (ClusterConnectionException e) when (e.ErrorId == "ClusterTimeout")
        {
            return new DiscoveredVersion(groupVersion, [], "no answer in time");
        }
    }

    private async Task<KubeObject> ReadAsync(
        string path,
        int? retries,
        CancellationToken stop,
        string accept = ApiRequest.Json
    )
    {
        var request = new ApiRequest
        {
            Method = HttpMethod.Get,
            Path = path,
            Count = "DISCOVER",
            Doing = $"ask which kinds are served ({path})",
            Accept = accept,
            MaxRetries = retries,
            Timeout = retries is null ? null : Patience,
        };
        using var body = await connection.SendAsync(request, stop);
        try
        {
            return KubeObject.Parse(body.Written.Span);
        }
        catch (JsonException)
        {
            throw new KubeApiException(502, "BadGateway", $"Could not {request.Doing}: the answer is no JSON.");
        }
    }

    private static IEnumerable<string> CoreVersions(KubeObject core) =>
        Items(core.Find("versions")).Where(v => v.ValueKind == JsonValueKind.String).Select(v => v.GetString()!);

    /// <summary>All group versions, within a group the preferred one first.</summary>
    private static IEnumerable<string> GroupVersions(KubeObject groups)
    {
        foreach (var item in Items(groups.Find("groups")))
        {
            var group = new KubeObject(item);
            var preferred = group.GetString("preferredVersion", "groupVersion");
            var all = Items(group.Find("versions")).Select(v => new KubeObject(v).GetString("groupVersion"));
            foreach (var version in new[] { preferred }.Concat(all).OfType<string>().Distinct(StringComparer.Ordinal))
            {
                yield return version;
            }
        }
    }

    private static List<ApiResource> Resources(string groupVersion, KubeObject list)
    {
        var found = new List<ApiResource>();
        var of = ResourceKind.Of(groupVersion, string.Empty);
        foreach (var item in Items(list.Find("resources")))
        {
            var entry = new KubeObject(item);
            if (
                entry.GetString("name") is not { Length: > 0 } name
                || entry.GetString("kind") is not { Length: > 0 } kind
                || name.Contains('/', StringComparison.Ordinal)
            )
            {
                // Subresources have a path of their own, but are no kinds.
                continue;
            }

            found.Add(
                new ApiResource
                {
                    Group = of.Group,
                    Version = of.Version,
                    Kind = kind,
                    Plural = name,
                    Namespaced = entry.Find("namespaced") is { ValueKind: JsonValueKind.True },
                    Verbs = [.. Items(entry.Find("verbs")).Select(v => v.GetString() ?? string.Empty)],
                }
            );
        }

        return found;
    }

    private static IEnumerable<JsonElement> Items(JsonElement? list) =>
        list is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : Enumerable.Empty<JsonElement>();
}
