using System.Net;

namespace ReleaseManager.Daemon.Http;

/// <summary>
/// Under which names data may be asked for where there is no token. A page from anywhere can let a name of its own point at an address of the
/// cluster or of this machine (DNS rebinding); the browser of somebody who can reach the daemon then reads for that page what is meant for him. So
/// without a token only names are served that nobody outside can own: addresses, <c>localhost</c>, names without a dot, names of Services, and those
/// that were allowed. With a token there is nothing to guard: such a page does not have it, and a browser keeps it per origin.
/// </summary>
internal sealed class HostRule(IReadOnlyList<string> allowed)
{
    private static readonly string[] Ours = [".localhost", ".svc", ".svc.cluster.local"];

    /// <summary>Whether a request names a host under which data may be asked for.</summary>
    /// <param name="host">The header, with its port; empty where there is none.</param>
    public bool Admits(string host)
    {
        var name = WithoutPort(host).TrimEnd('.');
        return IPAddress.TryParse(name.Trim('[', ']'), out _)
            || !name.Contains('.', StringComparison.Ordinal)
            || Ours.Any(end => name.EndsWith(end, StringComparison.OrdinalIgnoreCase))
            || allowed.Contains(name, StringComparer.OrdinalIgnoreCase);
    }

    private static string WithoutPort(string host)
    {
        var colon = host.LastIndexOf(':');
        return colon > host.LastIndexOf(']') ? host[..colon] : host;
    }
}
