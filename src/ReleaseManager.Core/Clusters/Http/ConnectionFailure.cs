using System.Security.Authentication;

namespace ReleaseManager.Core.Clusters.Http;

/// <summary>Puts what can go wrong below HTTP into words.</summary>
internal static class ConnectionFailure
{
    /// <summary>Whether the connection failed, and not the program or the user's patience.</summary>
    public static bool IsOne(Exception exception, CancellationToken stop) =>
        exception is HttpRequestException or IOException
        || (exception is OperationCanceledException && !stop.IsCancellationRequested);

    /// <summary>Translates an exception of the HTTP client.</summary>
    /// <param name="distrust">Why the last certificate was not trusted, if one was not.</param>
    public static ClusterConnectionException Translate(
        Exception exception,
        ApiRequest request,
        ClusterAccess access,
        string? distrust
    )
    {
        var doing = $"Could not {request.Doing} at {access}";
        return exception switch
        {
            OperationCanceledException { InnerException: TimeoutException } => new ClusterConnectionException(
                "ClusterUnreachable",
                $"{doing}: no connection within the time limit.",
                exception
            )
            {
                PassesByItself = false,
                NotTaken = true,
                Target = access.Server.Host,
                Advice = "Check the address in the kubeconfig, VPN and firewall.",
            },
            OperationCanceledException => new ClusterConnectionException(
                "ClusterTimeout",
                $"{doing}: no complete answer within the time limit.",
                exception
            )
            {
                Target = access.Server.Host,
            },
            HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } =>
                new ClusterConnectionException(
                    "ClusterUnreachable",
                    $"{doing}: the name \"{access.Server.Host}\" is not known here.",
                    exception
                )
                {
                    NotTaken = true,
                    Target = access.Server.Host,
                    Advice = "Check the address in the kubeconfig, DNS and VPN.",
                },
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => Insecure(
                exception,
                doing,
                access,
                distrust
            ),
            HttpRequestException
            {
                HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.ProxyTunnelError
            } => new ClusterConnectionException("ClusterUnreachable", $"{doing}: {Innermost(exception)}.", exception)
            {
                NotTaken = true,
                Target = access.Server.Host,
                Advice = "Check that the cluster runs and the address in the kubeconfig.",
            },
            _ => new ClusterConnectionException(
                "ClusterConnectionLost",
                $"{doing}: the connection was lost ({Innermost(exception)}).",
                exception
            )
            {
                Target = access.Server.Host,
            },
        };
    }

    private static ClusterConnectionException Insecure(
        Exception exception,
        string doing,
        ClusterAccess access,
        string? distrust
    )
    {
        var isTrust = distrust is not null && exception.InnerException is AuthenticationException;
        return new ClusterConnectionException(
            isTrust ? "ClusterNotTrusted" : "ClusterTlsFailed",
            isTrust
                ? $"{doing}: the server's certificate is not trusted: {distrust}."
                : $"{doing}: no secure connection ({Innermost(exception)}).",
            exception
        )
        {
            NotTaken = true,
            PassesByItself = !isTrust && exception.InnerException is IOException,
            Target = access.Server.Host,
            Advice = isTrust ? "Check certificate-authority-data and the server's name in the kubeconfig." : null,
        };
    }

    private static string Innermost(Exception exception)
    {
        var at = exception;
        while (at.InnerException is not null)
        {
            at = at.InnerException;
        }

        return at.Message.TrimEnd('.');
    }
}
