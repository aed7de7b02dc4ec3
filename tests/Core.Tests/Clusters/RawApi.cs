using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace ReleaseManager.Core.Tests.Clusters;

/// <summary>A server on loopback that keeps each request byte for byte as it came in, and answers with an empty object.</summary>
internal sealed class RawApi : SmallServer
{
    private const string Length = "Content-Length: ";

    private readonly List<string> _requests = [];

    private RawApi() { }

    public Uri Server => new($"http://127.0.0.1:{Port}");

    /// <summary>The requests with their heads and bodies; a character is a byte.</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (_requests)
            {
                return [.. _requests];
            }
        }
    }

    public static RawApi Start() => new();

    /// <summary>The header lines of a request, in order, that begin with this.</summary>
    public IReadOnlyList<string> Lines(int request, string beginning) =>
        [
            .. Requests[request]
                .Split("\r\n\r\n")[0]
                .Split("\r\n")
                .Where(line => line.StartsWith(beginning, StringComparison.Ordinal)),
        ];

    /// <summary>The body of a request.</summary>
    public string Body(int request) => Requests[request].Split("\r\n\r\n", 2)[1];

    protected override async Task SpeakAsync(NetworkStream stream)
    {
        while (true)
        {
            var request = await ReadAsync(stream);
            lock (_requests)
            {
                _requests.Add(request);
            }

            await stream.WriteAsync(
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"u8.ToArray(),
                End
            );
        }
    }

    private async Task<string> ReadAsync(NetworkStream stream)
    {
        var head = await ReadHeadAsync(stream);
        var length = head.Split("\r\n")
            .FirstOrDefault(line => line.StartsWith(Length, StringComparison.OrdinalIgnoreCase))
            ?[Length.Length..];
        var body = new byte[int.Parse(length ?? "0", CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body, End);
        return head + Encoding.Latin1.GetString(body);
    }
}
