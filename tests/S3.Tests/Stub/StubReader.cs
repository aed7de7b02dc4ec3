using System.Globalization;
using System.Text;

namespace ReleaseManager.S3.Tests.Stub;

/// <summary>Reads requests of HTTP/1.1 off a connection, as far as the SDK sends them.</summary>
internal static class StubReader
{
    /// <summary>The next request; null where the client has closed the connection.</summary>
    public static async Task<StubRequest?> ReadAsync(Stream stream, CancellationToken stop)
    {
        if (await ReadHeadAsync(stream, stop) is not { } head)
        {
            return null;
        }

        var lines = head.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var start = lines[0].Split(' ');
        var headers = lines
            .Skip(1)
            .Select(line => line.Split(':', 2))
            .GroupBy(pair => pair[0], StringComparer.OrdinalIgnoreCase)
            .ToDictionary(
                group => group.Key,
                group => string.Join(',', group.Select(pair => pair[1].Trim())),
                StringComparer.OrdinalIgnoreCase
            );
        if (headers.ContainsKey("Expect"))
        {
            await stream.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), stop);
        }

        var length = int.Parse(headers.GetValueOrDefault("Content-Length", "0"), CultureInfo.InvariantCulture);
        var body = new byte[length];
        await stream.ReadExactlyAsync(body, stop);
        return new StubRequest(start[0], start[1], headers, body);
    }

    private static async Task<string?> ReadHeadAsync(Stream stream, CancellationToken stop)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (await stream.ReadAsync(one, stop) == 1)
        {
            head.Add(one[0]);
            if (head is [.., (byte)'\r', (byte)'\n', (byte)'\r', (byte)'\n'])
            {
                return Encoding.ASCII.GetString([.. head]);
            }
        }

        return null;
    }
}
