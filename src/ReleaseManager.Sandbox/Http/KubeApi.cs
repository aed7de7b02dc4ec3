using System.Text.Json.Nodes;
using ReleaseManager.Sandbox.Hosting;
using ReleaseManager.Sandbox.Json;
using ReleaseManager.Sandbox.Registry;

namespace ReleaseManager.Sandbox.Http;

/// <summary>Answers the requests of one cluster.</summary>
internal sealed class KubeApi : IDisposable
{
    /// <summary>Marks requests of the sandbox's own client: neither logged nor hit by faults.</summary>
    public const string UnwatchedHeader = "X-Sandbox-Unwatched";

    private readonly CancellationTokenSource _stopping = new();
    private readonly SandboxOptions _options;
    private readonly string _token;
    private readonly ClusterObjects _objects;
    private readonly ResourceCalls _resources;
    private readonly WatchStream _watches;
    private readonly Discovery _discovery;
    private readonly OpenApi _openApi;

    public KubeApi(SandboxOptions options, string token)
    {
        _options = options;
        _token = token;
        _objects = new ClusterObjects(_options);
        _resources = new ResourceCalls(_objects, Faults);
        _watches = new WatchStream(_objects, _options.Time);
        _discovery = new Discovery(_objects.Catalog, options.AggregatedDiscovery);
        _openApi = new OpenApi(_objects.Catalog, _options.KubernetesVersion);
        Load(
            ((string[])["default", "kube-system", "kube-public", "kube-node-lease"]).Select(name => new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "Namespace",
                ["metadata"] = new JsonObject { ["name"] = name },
            })
        );

        // As in a real cluster, what was when it came up is long forgotten.
        _objects.Store.Compact();
    }

    public RequestLog Log { get; } = new();

    public SandboxFaults Faults { get; } = new();

    public async Task HandleAsync(HttpContext context)
    {
        var path = RequestPath.Parse(context.Request.Path.Value ?? "/");
        var request = Describe(context.Request, path);
        var unwatched = context.Request.Headers[UnwatchedHeader] == _token;
        var entry = unwatched ? null : Log.Add(request);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stopping.Token);
        try
        {
            var answer = await AnswerAsync(context, path, request, unwatched, over.Token);
            entry?.Answered(answer?.Code ?? 200);
            if (answer is not null)
            {
                await answer.SendAsync(context.Response, over.Token);
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            context.Abort();
        }
    }

    public void Dispose() => _stopping.Dispose();

    /// <summary>Ends open watches.</summary>
    public void Stop() => _stopping.Cancel();

    public void Compact()
    {
        lock (_objects.Store.Gate)
        {
            _objects.Store.Compact();
        }
    }

    public void Load(IEnumerable<JsonObject> all)
    {
        lock (_objects.Store.Gate)
        {
            new ObjectLoader(_objects).Load(all);
        }
    }

    public IReadOnlyList<JsonObject> Dump()
    {
        lock (_objects.Store.Gate)
        {
            return
            [
                .. _objects
                    .Store.Storages.OrderBy(storage => storage, StringComparer.Ordinal)
                    .SelectMany(_objects.Store.All)
                    .Select(stored => stored.Json.Copy()),
            ];
        }
    }

    /// <summary>Answers a request, or an error in place of it.</summary>
    /// <returns>Null where the answer went out already, or the connection was cut.</returns>
    private async Task<ApiAnswer?> AnswerAsync(
        HttpContext context,
        RequestPath? path,
        SandboxRequest request,
        bool unwatched,
        CancellationToken stop
    )
    {
        try
        {
            if (request.Path is "/healthz" or "/livez" or "/readyz")
            {
                return ApiAnswer.Text(200, "ok");
            }

            if (context.Request.Headers.Authorization != $"Bearer {_token}")
            {
                throw new ApiErrorException(401, "Unauthorized", "Unauthorized");
            }

            var fault = unwatched ? null : Faults.Take(request);
            switch (fault?.Kind)
            {
                case SandboxFaultKind.Drop:
                    context.Abort();
                    return null;
                case SandboxFaultKind.Fail or SandboxFaultKind.Throttle:
                    throw Failure(fault);
                case SandboxFaultKind.Answer:
                    return new ApiAnswer(200, System.Text.Encoding.UTF8.GetBytes(fault.Body));
                case SandboxFaultKind.Before:
                    await fault.Action!(request, stop);
                    break;
                default:
                    break;
            }

            var answer = path is null ? Plain(request) : await ResourceAsync(context, path, request, unwatched, stop);
            if (fault?.Kind == SandboxFaultKind.DropAnswer)
            {
                context.Abort();
                return null;
            }

            return fault?.Kind == SandboxFaultKind.CutAnswer && answer is not null
                ? answer with
                {
                    BreaksOff = true,
                }
                : answer;
        }
        catch (ApiErrorException e)
        {
            return ApiAnswer.Json(e.Code, e.ToStatus()) with { RetryAfterSeconds = e.RetryAfterSeconds };
        }
        catch (InvalidOperationException e)
        {
            // A bug of the sandbox: whoever meets it shall see where it is.
            return ApiAnswer.Json(500, ApiErrorException.Internal($"the sandbox is at fault: {e}").ToStatus());
        }
    }

    private ApiAnswer Plain(SandboxRequest request)
    {
        lock (_objects.Store.Gate)
        {
            if (request.Method is not "GET")
            {
                throw ApiErrorException.MethodNotAllowed();
            }

            if (request.Path == "/version")
            {
                return ApiAnswer.Json(200, Version());
            }

            return _openApi.Answer(request.Path, request.Accept)
                ?? _discovery.AnswerAggregated(request.Path, request.Accept)
                ?? (
                    _discovery.Answer(request.Path) is { } found
                        ? ApiAnswer.Json(200, found)
                        : throw ApiErrorException.NoSuchResource()
                );
        }
    }

    private async Task<ApiAnswer?> ResourceAsync(
        HttpContext context,
        RequestPath path,
        SandboxRequest request,
        bool unwatched,
        CancellationToken stop
    )
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, stop);
        ApiCall call;
        lock (_objects.Store.Gate)
        {
            call = new ApiCall(path.Resolve(_objects.Catalog), request, context.Request.Query, body.ToArray());
            if (!unwatched && Faults.Forbids(request))
            {
                throw Refusal(call);
            }

            if (request.Verb != "watch")
            {
                var answer = _resources.Answer(call);
                _objects.Settle();
                return answer;
            }
        }

        await _watches.SendAsync(call, context.Response, stop);
        return null;
    }

    private static ApiErrorException Failure(SandboxFault fault) =>
        fault.Kind == SandboxFaultKind.Throttle
            ? new ApiErrorException(429, "TooManyRequests", "the server has received too many requests")
            {
                RetryAfterSeconds = (int)Math.Ceiling(fault.RetryAfter.TotalSeconds),
            }
            : new ApiErrorException(
                fault.StatusCode,
                fault.StatusCode == 503 ? "ServiceUnavailable" : "InternalError",
                "the sandbox was asked to fail"
            );

    private static ApiErrorException Refusal(ApiCall call)
    {
        var request = call.Request;
        var where = request.Namespace is null ? "at the cluster scope" : $"in the namespace \"{request.Namespace}\"";
        return ApiErrorException.Forbidden(
            call.Target.Kind,
            request.Name ?? "",
            $"User \"sandbox-admin\" cannot {request.Verb} resource \"{request.Resource}\" "
                + $"in API group \"{request.Group}\" {where}"
        );
    }

    private JsonObject Version()
    {
        var parts = _options.KubernetesVersion.TrimStart('v').Split('.');
        return new JsonObject
        {
            ["major"] = parts[0],
            ["minor"] = parts.Length > 1 ? parts[1] : "0",
            ["gitVersion"] = _options.KubernetesVersion,
            ["gitCommit"] = "",
            ["gitTreeState"] = "clean",
            ["buildDate"] = "1970-01-01T00:00:00Z",
            ["goVersion"] = "",
            ["compiler"] = "",
            ["platform"] = "",
        };
    }

    private static SandboxRequest Describe(HttpRequest request, RequestPath? path) =>
        new(request.Method, request.Path.Value ?? "/", request.QueryString.Value ?? "")
        {
            Verb = path is null ? "" : Verb(request, path),
            Group = path?.Group ?? "",
            Resource = path?.Resource ?? "",
            Subresource = path?.Subresource,
            Namespace = path?.Namespace,
            Name = path?.Name,
            ContentType = request.ContentType?.Split(';')[0].Trim(),
            Accept = request.Headers.Accept.ToString(),
            UserAgent = request.Headers.UserAgent.ToString(),
        };

    private static string Verb(HttpRequest request, RequestPath path) =>
        (request.Method, path.Name is not null) switch
        {
            ("GET", _) when request.Query["watch"] == "true" || request.Query["watch"] == "1" => "watch",
            ("GET", true) => "get",
            ("GET", false) => "list",
            ("POST", false) when path.Namespace is null || path.Name is null => "create",
            ("POST", true) when path.Subresource is not null => "create",
            ("PUT", true) => "update",
            ("PATCH", true) => "patch",
            ("DELETE", true) => "delete",
            ("DELETE", false) => "deletecollection",
            _ => "",
        };
}
