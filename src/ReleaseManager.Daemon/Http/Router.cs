namespace ReleaseManager.Daemon.Http;

/// <summary>Finds what answers a request, sees that it may, and answers whatever happens.</summary>
internal sealed class Router(
    Func<string, Route?> find,
    TokenFile? token,
    HostRule hosts,
    ReaderLane lane,
    Action<Exception>? onFault
)
{
    private static readonly (string, string) Challenge = ("WWW-Authenticate", "Bearer realm=\"releasemanager\"");

    /// <summary>Answers; throws nothing but that it is to stop.</summary>
    public async Task<HttpReply> AnswerAsync(HttpRequest request, CancellationToken stop)
    {
        try
        {
            if (find(request.Path) is not { } route)
            {
                return HttpReply.Say(404, "There is nothing of this name.");
            }

            if (route.Access == Access.Open)
            {
                return await route.Make(request, stop);
            }

            if (Refusal(request) is { } refusal)
            {
                return refusal;
            }

            return route.Access == Access.Reading
                ? await lane.RunAsync(limited => route.Make(request, limited), stop)
                : await route.Make(request, stop);
        }
        catch (ReleaseManagerException e)
        {
            // The family's messages name things and never hold a value, a credential or a manifest.
            return ReaderLane.Later(e.Advice is null ? e.Message : $"{e.Message} {e.Advice}");
        }
        catch (Exception e) when (e is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            onFault?.Invoke(e);
            return HttpReply.Say(500, "The daemon could not make the answer; its log says why.");
        }
    }

    private HttpReply? Refusal(HttpRequest request)
    {
        if (token is not null)
        {
            return token.Admits(request.Authorization) switch
            {
                true => null,
                false => HttpReply.Say(401, "Send the token as 'Authorization: Bearer ...'.") with
                {
                    Headers = [Challenge],
                },
                null => ReaderLane.Later("The daemon cannot read its token file now."),
            };
        }

        return hosts.Admits(request.Host)
            ? null
            : HttpReply.Say(
                421,
                "Without a token the daemon answers only under names that nobody else can own. Allow this host name, or set a token."
            );
    }
}
