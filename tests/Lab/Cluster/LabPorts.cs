using System.Net;
using System.Net.Sockets;

namespace ReleaseManager.Lab;

/// <summary>Ports of the loopback address that nobody listens on.</summary>
public static class LabPorts
{
    // Below the range from which Linux takes the ports of outgoing connections (32768 and up): nobody gets one by chance
    // between our look and the server's bind.
    private const int First = 20000;
    private const int End = 32000;

    /// <summary>One of them.</summary>
    public static int Free()
    {
        for (var attempt = 0; attempt < 200; attempt++)
        {
            var port = Random.Shared.Next(First, End);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException error) when (error.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // The next one.
            }
        }

        throw new LabException("no free port on the loopback address");
    }
}
