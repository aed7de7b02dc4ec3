using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ReleaseManager.Core.Clusters.Http;

namespace ReleaseManager.Core.Clusters;

/// <summary>
/// A thin client of the Kubernetes API: what it sends and gives back is the API's own JSON. Safe to use from many threads.
/// All members throw <see cref="KubeApiException"/> where the API refuses, <see cref="ClusterConnectionException"/> where it does not
/// answer, and <see cref="OperationCanceledException"/>; what passes by itself has been tried again before.
/// </summary>
public sealed class KubeClient : IDisposable
{
    private const string MetadataList = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
    private const string MetadataOne = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";
    private const string ApplyPatch = "application/apply-patch+yaml";

    private readonly ApiConnection _connection;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _discovering = new(1);
    private ApiCatalog? _catalog;

    /// <summary>Creates a client; nothing is sent yet.</summary>
    /// <exception cref="KubeConfigException">A certificate or key of the access cannot be used.</exception>
    public KubeClient(ClusterAccess access, KubeClientOptions? options = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(access);
        Access = access;
        Options = options ?? new KubeClientOptions();
        _time = time ?? TimeProvider.System;
        _connection = new ApiConnection(access, Options, _time);
    }

    /// <summary>Where it goes.</summary>
    public ClusterAccess Access { get; }

    /// <summary>How it behaves.</summary>
    public KubeClientOptions Options { get; }

    /// <summary>What has been asked so far.</summary>
    public RequestCounts Requests => _connection.Counts;

    /// <summary>Asks for the version of the API server.</summary>
    public async Task<ServerVersion> GetVersionAsync(CancellationToken stop)
    {
        using var body = await _connection.SendAsync(
            new ApiRequest
            {
                Method = HttpMethod.Get,
                Path = "/version",
                Count = "GET /version",
                Doing = "read the version",
            },
            stop
        );
        var version = Answer(body, "read the version");
        return new ServerVersion(
            version.GetString("gitVersion") ?? string.Empty,
            Number(version.GetString("major")),
            Number(version.GetString("minor"))
        );
    }

    /// <summary>Asks which kinds the cluster serves; the answer is remembered.</summary>
    /// <param name="refresh">Asks anew, for example after a CustomResourceDefinition was created.</param>
    public async Task<ApiCatalog> DiscoverAsync(bool refresh, CancellationToken stop)
    {
        if (!refresh && Volatile.Read(ref _catalog) is { } known)
        {
            return known;
        }

        var before = _catalog;
        await _discovering.WaitAsync(stop);
        try
        {
            // Whoever waited for another's discovery, begun after the own request, takes that.
            if (_catalog is not null && !ReferenceEquals(_catalog, before))
            {
                return _catalog;
            }

            var catalog = await new Discovery(_connection).RunAsync(stop);
            Volatile.Write(ref _catalog, catalog);
            return catalog;
        }
        finally
        {
            _discovering.Release();
        }
    }

    /// <summary>Reads one object.</summary>
    /// <returns>Null if there is none of that name (or no such namespace).</returns>
    public async Task<KubeObject?> GetAsync(ResourceAddress at, CancellationToken stop)
    {
        var request = Request(HttpMethod.Get, "GET", "get", Named(at), string.Empty);
        try
        {
            return await OneAsync(request, stop);
        }
        catch (KubeApiException e) when (e is { IsNotFound: true, IsUnknownResource: false })
        {
            return null;
        }
    }

    /// <summary>Reads one object's metadata; the body stays where it is.</summary>
    /// <returns>Null if there is none of that name (or no such namespace).</returns>
    public async Task<KubeObject?> GetMetadataAsync(ResourceAddress at, CancellationToken stop)
    {
        var request = Request(HttpMethod.Get, "GET-META", "get metadata of", Named(at), string.Empty) with
        {
            Accept = MetadataOne,
        };
        try
        {
            using var body = await _connection.SendAsync(request, stop);
            return Answer(body, request.Doing, at.Resource);
        }
        catch (KubeApiException e) when (e is { IsNotFound: true, IsUnknownResource: false })
        {
            return null;
        }
    }

    /// <summary>Lists whole objects, page by page. An object may be kept after the enumeration has gone on.</summary>
    /// <param name="ns">Namespace; null for all.</param>
    /// <exception cref="KubeApiException">Among others with <see cref="KubeApiException.IsExpired"/>, where the list took too long and must
    /// be begun anew.</exception>
    public IAsyncEnumerable<KubeObject> ListAsync(
        ApiResource resource,
        string? ns,
        ListOptions options,
        CancellationToken stop
    ) => PagesAsync(resource, ns, options, "LIST", ApiRequest.Json, stop);

    /// <summary>Lists objects without their bodies: only the metadata is sent and given.</summary>
    /// <inheritdoc cref="ListAsync"/>
    public IAsyncEnumerable<KubeObject> ListMetadataAsync(
        ApiResource resource,
        string? ns,
        ListOptions options,
        CancellationToken stop
    ) => PagesAsync(resource, ns, options, "LIST-META", MetadataList, stop);

    /// <summary>Creates an object.</summary>
    /// <param name="collection">Kind and namespace; the name, if any, is taken from the body.</param>
    /// <returns>The object as it was stored.</returns>
    public Task<KubeObject> CreateAsync(
        ResourceAddress collection,
        JsonObject body,
        WriteOptions options,
        CancellationToken stop
    )
    {
        ArgumentNullException.ThrowIfNull(body);
        var name = (body["metadata"] as JsonObject)?["name"]?.ToString();
        var doing = "create " + (collection with { Name = collection.Name ?? name });
        var path = collection.Subresource is null ? collection with { Name = null } : collection;
        var request = Request(HttpMethod.Post, "CREATE", "create", path, WriteQuery(options)) with
        {
            Doing = doing,
            Repeatable = false,
        };
        return OneAsync(WithBody(request, ApiRequest.Json, body), stop);
    }

    /// <summary>Replaces an object; with a resourceVersion in the body only if it is still at that version.</summary>
    public Task<KubeObject> ReplaceAsync(
        ResourceAddress at,
        JsonObject body,
        WriteOptions options,
        CancellationToken stop
    )
    {
        var request = Request(HttpMethod.Put, "UPDATE", "replace", Named(at), WriteQuery(options));
        return OneAsync(WithBody(request, ApiRequest.Json, body), stop);
    }

    /// <summary>Applies an object on the server's side: creates it, or changes just the fields that this manager states.</summary>
    /// <exception cref="KubeApiException">With <see cref="KubeApiException.IsConflict"/> where other managers own a field and
    /// <see cref="WriteOptions.Force"/> is not given; the causes name them.</exception>
    public Task<KubeObject> ApplyAsync(
        ResourceAddress at,
        JsonObject body,
        WriteOptions options,
        CancellationToken stop
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        var query = ApiPath.Query(
            ("fieldManager", options.FieldManager),
            ("force", options.Force ? "true" : null),
            ("dryRun", options.DryRun ? "All" : null),
            ("fieldValidation", options.FieldValidation)
        );
        return OneAsync(
            WithBody(Request(HttpMethod.Patch, "APPLY", "apply", Named(at), query), ApplyPatch, body),
            stop
        );
    }

    /// <summary>Patches an object.</summary>
    /// <param name="contentType"><c>application/merge-patch+json</c>, <c>application/strategic-merge-patch+json</c> or
    /// <c>application/json-patch+json</c>.</param>
    public Task<KubeObject> PatchAsync(
        ResourceAddress at,
        string contentType,
        JsonNode patch,
        WriteOptions options,
        CancellationToken stop
    )
    {
        var request = Request(HttpMethod.Patch, "PATCH", "patch", Named(at), WriteQuery(options)) with
        {
            // A JSON patch may add to a list; the others state what shall be.
            Repeatable = !string.Equals(contentType, "application/json-patch+json", StringComparison.Ordinal),
        };
        return OneAsync(WithBody(request, contentType, patch), stop);
    }

    /// <summary>Deletes an object.</summary>
    /// <returns>What the API says: the object where finalizers or grace keep it for a while, else a Status; null if it was gone already.</returns>
    public async Task<KubeObject?> DeleteAsync(ResourceAddress at, DeleteOptions options, CancellationToken stop)
    {
        var request = Request(HttpMethod.Delete, "DELETE", "delete", Named(at), string.Empty);
        try
        {
            return await OneAsync(WithBody(request, ApiRequest.Json, DeleteBody(options)), stop);
        }
        catch (KubeApiException e) when (e is { IsNotFound: true, IsUnknownResource: false })
        {
            return null;
        }
    }

    /// <summary>
    /// Tells changes as they happen. The enumeration ends when the API ends the watch or the connection breaks: go on from the last
    /// resourceVersion seen.
    /// </summary>
    /// <param name="ns">Namespace; null for all.</param>
    /// <exception cref="KubeApiException">With <see cref="KubeApiException.IsExpired"/> where the resourceVersion is too old: list anew.</exception>
    public async IAsyncEnumerable<WatchEvent> WatchAsync(
        ApiResource resource,
        string? ns,
        WatchOptions options,
        [EnumeratorCancellation] CancellationToken stop
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        var query = ApiPath.Query(
            ("watch", "true"),
            ("allowWatchBookmarks", "true"),
            ("resourceVersion", options.ResourceVersion),
            ("labelSelector", options.LabelSelector),
            ("fieldSelector", options.FieldSelector),
            ("timeoutSeconds", ApiPath.Number((long)options.Duration.TotalSeconds))
        );
        var request = Request(HttpMethod.Get, "WATCH", "watch", new ResourceAddress(resource, ns, null), query) with
        {
            Accept = options.MetadataOnly ? MetadataOne : ApiRequest.Json,
        };
        using var open = await _connection.OpenAsync(request, stop);
        await using var reader = await WatchReader.OpenAsync(open, request, options, _time, stop);
        while (await reader.ReadAsync(resource, stop) is { } change)
        {
            yield return change;
        }
    }

    /// <summary>Reads the end of a container's log.</summary>
    /// <param name="container">Null where the pod has only one.</param>
    public async Task<string> ReadPodLogAsync(
        string ns,
        string pod,
        string? container,
        int tailLines,
        CancellationToken stop
    )
    {
        var at = new ResourceAddress(KnownResources.Pods, ns, pod) { Subresource = "log" };
        var query = ApiPath.Query(
            ("container", container),
            ("tailLines", ApiPath.Number(tailLines)),
            ("limitBytes", ApiPath.Number(1 << 20))
        );
        var request = Request(HttpMethod.Get, "GET", "read the log of", at, query) with { Accept = "*/*" };
        using var body = await _connection.SendAsync(request, stop);
        return Encoding.UTF8.GetString(body.Written.Span);
    }

    /// <summary>Asks the API whether this user may do something.</summary>
    /// <param name="verb"><c>get</c>, <c>list</c>, <c>create</c>, ...</param>
    /// <param name="ns">Namespace; null for all.</param>
    public async Task<bool> MayAsync(string verb, ApiResource resource, string? ns, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(resource);
        var attributes = new JsonObject
        {
            ["verb"] = verb,
            ["group"] = resource.Group,
            ["resource"] = resource.Plural,
        };
        if (ns is not null)
        {
            attributes["namespace"] = ns;
        }

        var review = new JsonObject
        {
            ["apiVersion"] = "authorization.k8s.io/v1",
            ["kind"] = "SelfSubjectAccessReview",
            ["spec"] = new JsonObject { ["resourceAttributes"] = attributes },
        };
        var request = new ApiRequest
        {
            Method = HttpMethod.Post,
            Path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
            Count = "CREATE selfsubjectaccessreviews",
            Doing = $"ask for the right to {verb} {resource.QualifiedName}",
        };
        var answer = await OneAsync(WithBody(request, ApiRequest.Json, review), stop);
        return answer.Find("status", "allowed") is { ValueKind: JsonValueKind.True };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _connection.Dispose();
        _discovering.Dispose();
    }

    private async IAsyncEnumerable<KubeObject> PagesAsync(
        ApiResource resource,
        string? ns,
        ListOptions options,
        string verb,
        string accept,
        [EnumeratorCancellation] CancellationToken stop
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        string? next = null;
        do
        {
            var query = ApiPath.Query(
                ("limit", ApiPath.Number(options.PageSize)),
                ("continue", next),
                ("labelSelector", options.LabelSelector),
                ("fieldSelector", options.FieldSelector)
            );
            var request = Request(HttpMethod.Get, verb, "list", new ResourceAddress(resource, ns, null), query) with
            {
                Accept = accept,
            };
            using var body = await _connection.SendAsync(request, stop);
            var page = Parsed(() => ListPageReader.Read(body.Written.Span), request.Doing);
            options.OnPage?.Invoke(new ListPage(page.Items.Count, page.Remaining, page.ResourceVersion));
            foreach (var item in page.Items)
            {
                yield return KubeObject.Parse(body.Written[item].Span, resource);
            }

            next = page.Continue;
        } while (next is not null);
    }

    private async Task<KubeObject> OneAsync(ApiRequest request, CancellationToken stop)
    {
        using var body = await _connection.SendAsync(request, stop);
        return Answer(body, request.Doing);
    }

    private KubeObject Answer(PooledBuffer body, string doing, ApiResource? resource = null) =>
        Parsed(() => KubeObject.Parse(body.Written.Span, resource), doing);

    private T Parsed<T>(Func<T> parse, string doing)
    {
        try
        {
            return parse();
        }
        catch (JsonException)
        {
            // The exception would quote what was read.
            throw new ClusterConnectionException(
                "ClusterAnswerUnreadable",
                $"Could not {doing} at {Access}: the answer is not what a Kubernetes API sends."
            )
            {
                PassesByItself = false,
                Target = Access.Server.Host,
                Advice = "Check that the address in the kubeconfig is that of a Kubernetes API.",
            };
        }
    }

    private static ApiRequest Request(HttpMethod method, string verb, string word, ResourceAddress at, string query)
    {
        var sub = at.Subresource is null ? string.Empty : "/" + at.Subresource;
        return new ApiRequest
        {
            Method = method,
            Path = ApiPath.Of(at) + query,
            Count = $"{verb} {at.Resource.Plural}{sub}",
            Doing = $"{word} {at}",
            AboutSecret = at.Resource is { Group: "", Plural: "secrets" },
        };
    }

    private static ApiRequest WithBody(ApiRequest request, string contentType, JsonNode body) =>
        request with
        {
            ContentType = contentType,
            Body = string.Equals(contentType, ApplyPatch, StringComparison.Ordinal)
                ? YamlSafeJson.Write(body)
                : JsonSerializer.SerializeToUtf8Bytes(body, JsonSerializerOptions.Default),
        };

    private static ResourceAddress Named(ResourceAddress at) =>
        at.Name is null || (at.Resource.Namespaced && at.Namespace is null)
            ? throw new ArgumentException($"The address of one object needs its name and namespace: {at}.", nameof(at))
            : at;

    private static string WriteQuery(WriteOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return ApiPath.Query(
            ("fieldManager", options.FieldManager),
            ("dryRun", options.DryRun ? "All" : null),
            ("fieldValidation", options.FieldValidation)
        );
    }

    private static JsonObject DeleteBody(DeleteOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var body = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "DeleteOptions" };
        if (options.PropagationPolicy is not null)
        {
            body["propagationPolicy"] = options.PropagationPolicy;
        }

        if (options.GracePeriodSeconds is { } seconds)
        {
            body["gracePeriodSeconds"] = seconds;
        }

        if (options.DryRun)
        {
            body["dryRun"] = new JsonArray("All");
        }

        var preconditions = new JsonObject();
        if (options.Uid is not null)
        {
            preconditions["uid"] = options.Uid;
        }

        if (options.ResourceVersion is not null)
        {
            preconditions["resourceVersion"] = options.ResourceVersion;
        }

        if (preconditions.Count > 0)
        {
            body["preconditions"] = preconditions;
        }

        return body;
    }

    private static int Number(string? text) =>
        int.TryParse(
            text?.TakeWhile(char.IsAsciiDigit).ToArray(),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var number
        )
            ? number
            : 0;
}
