using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ReleaseManager.Daemon.Http;

/// <summary>Where the daemon listens: <c>:8080</c> on every address, <c>127.0.0.1:8080</c> or <c>[::1]:8080</c> on one.</summary>
/// <param name="Address">The only address; null for every one of the machine, of both families.</param>
/// <param name="Port">The port; 0 for a free one that the system chooses.</param>
internal sealed record ListenAddress(IPAddress? Address, int Port)
{
    /// <summary>Reads what the flag <c>--listen</c> takes.</summary>
    /// <exception cref="ReleaseManagerException">It is no such address.</exception>
    public static ListenAddress Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var colon = text.LastIndexOf(':');
        if (
            colon >= 0
            && ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && TryParseHost(text[..colon], out var address)
        )
        {
            return new ListenAddress(address, port);
        }

        throw new ReleaseManagerException(
            "ListenAddressInvalid",
            ErrorKind.Usage,
            $"'{text}' is no address to listen on."
        )
        {
            Target = text,
            Advice = "Give ':8080' for every address of the machine, or one as '127.0.0.1:8080' or '[::1]:8080'.",
        };
    }

    /// <summary>A socket that listens there.</summary>
    /// <exception cref="ReleaseManagerException">The port is taken or not allowed, or the machine does not have the address.</exception>
    public Socket Bind()
    {
        var isDual = Address is null && Socket.OSSupportsIPv6;
        var at = new IPEndPoint(Address ?? (isDual ? IPAddress.IPv6Any : IPAddress.Any), Port);
        var socket = new Socket(at.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (isDual)
            {
                socket.DualMode = true;
            }

            socket.Bind(at);
            socket.Listen(512);
            return socket;
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw Refused(e);
        }
    }

    /// <summary>As it is typed.</summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{(Address is null ? "" : new IPEndPoint(Address, 0).ToString()[..^2])}:{Port}"
        );

    private static bool TryParseHost(string host, out IPAddress? address)
    {
        address = host == "localhost" ? IPAddress.Loopback : null;
        if (host.Length == 0 || address is not null)
        {
            return true;
        }

        var isBracketed = host.StartsWith('[') && host.EndsWith(']');
        return IPAddress.TryParse(isBracketed ? host[1..^1] : host, out address)
            && isBracketed == (address.AddressFamily == AddressFamily.InterNetworkV6);
    }

    private ReleaseManagerException Refused(SocketException e)
    {
        var (id, why, advice) = e.SocketErrorCode switch
        {
            SocketError.AddressAlreadyInUse => (
                "ListenPortTaken",
                "another program listens there",
                "End the other program, or choose another port to listen on."
            ),
            SocketError.AccessDenied => (
                "ListenNotAllowed",
                "the system does not allow it",
                "Choose a port above 1023 to listen on; lower ones need a privilege that the daemon should not have."
            ),
            SocketError.AddressNotAvailable => (
                "ListenAddressUnknown",
                "the machine has no such address",
                "Name one of its addresses to listen on, or ':8080' for all of them."
            ),
            _ => ("ListenFailed", e.Message, "Choose another address to listen on."),
        };
        return new ReleaseManagerException(id, ErrorKind.Usage, $"Cannot listen on {this}: {why}.", e)
        {
            Target = ToString(),
            Advice = advice,
        };
    }
}
