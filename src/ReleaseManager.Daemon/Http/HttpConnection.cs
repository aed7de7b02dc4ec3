using System.Net.Sockets;

namespace ReleaseManager.Daemon.Http;

/// <summary>One connection: reads heads one after another and writes an answer to each, every step within its time.</summary>
internal sealed class HttpConnection(
    Socket socket,
    HttpLimits limits,
    TimeProvider time,
    Func<HttpRequest, CancellationToken, Task<HttpReply>> answer
) : IDisposable
{
    /// <summary>A body up to this length goes out with its head, in one packet where it fits.</summary>
    private const int OneSend = 16 * 1024;
    private const int DrainedBytes = 256 * 1024;
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(1);

    private readonly byte[] _buffer = new byte[limits.HeadBytes];
    private int _filled;
    private long _waitingSince = time.GetTimestamp();
    private volatile bool _isWaiting = true;

    /// <summary>Since when it waits for a head, by the clock's timestamp; null while a request is in hand.</summary>
    public long? WaitingSince => _isWaiting ? Interlocked.Read(ref _waitingSince) : null;

    /// <summary>Ends it at once, whatever it does.</summary>
    public void Cut() => socket.Dispose();

    /// <inheritdoc/>
    public void Dispose() => socket.Dispose();

    /// <summary>Serves it until either side ends it.</summary>
    /// <param name="stopping">No more requests are to be taken; the one in hand is answered.</param>
    /// <param name="stop">Ends the one in hand too.</param>
    public async Task RunAsync(CancellationToken stopping, CancellationToken stop)
    {
        try
        {
            while (!stopping.IsCancellationRequested && await ReadHeadAsync(stopping) is { } length)
            {
                _isWaiting = false;
                var keeps = await ServeAsync(length, stopping, stop);
                Interlocked.Exchange(ref _waitingSince, time.GetTimestamp());
                _isWaiting = true;
                if (!keeps)
                {
                    await DrainAsync(stop);
                    return;
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The other side is gone or too slow, or the server stops: there is nobody to tell.
        }
    }

    /// <returns>Where the head in the buffer ends; null where the connection was ended; -1 where it is too long; -2 where it took too long.</returns>
    private async Task<int?> ReadHeadAsync(CancellationToken stopping)
    {
        using var limit = new CancellationTokenSource(_filled > 0 ? limits.HeadTime : limits.IdleTime, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, limit.Token);
        try
        {
            while (true)
            {
                if (_buffer.AsSpan(0, _filled).IndexOf("\r\n\r\n"u8) is var end and >= 0)
                {
                    return end;
                }

                if (_filled == _buffer.Length)
                {
                    return -1;
                }

                var isFirst = _filled == 0;
                var read = await socket.ReceiveAsync(_buffer.AsMemory(_filled), either.Token);
                if (read == 0)
                {
                    return null;
                }

                _filled += read;
                if (isFirst)
                {
                    limit.CancelAfter(limits.HeadTime);
                }
            }
        }
        catch (OperationCanceledException) when (_filled > 0 && !stopping.IsCancellationRequested)
        {
            return -2;
        }
    }

    private async Task<bool> ServeAsync(int length, CancellationToken stopping, CancellationToken stop)
    {
        var (request, refusal) = length switch
        {
            -1 => (null, HttpReply.Refuse(431, "The head of the request is too long.")),
            -2 => (null, HttpReply.Refuse(408, "The head of the request took too long.")),
            _ => RequestHead.Parse(_buffer.AsSpan(0, length), limits.TargetLength),
        };
        var reply = refusal ?? await answer(request!, stop);
        try
        {
            var keeps = request is { KeepsAlive: true } && !reply.Closes && !stopping.IsCancellationRequested;
            await WriteAsync(reply, request is { IsHead: true }, !keeps, stop);
            if (keeps)
            {
                var next = length + 4;
                _buffer.AsSpan(next, _filled - next).CopyTo(_buffer);
                _filled -= next;
            }

            return keeps;
        }
        finally
        {
            reply.Held?.Dispose();
        }
    }

    private async Task WriteAsync(HttpReply reply, bool isHead, bool closes, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(limits.WriteTime, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, limit.Token);
        var head = ReplyHead.Write(reply, time.GetUtcNow(), closes);
        if (isHead || reply.Body.Length <= OneSend)
        {
            await SendAsync(isHead ? head : (byte[])[.. head, .. reply.Body.Span], either.Token);
            return;
        }

        await SendAsync(head, either.Token);
        await SendAsync(reply.Body, either.Token);
    }

    private async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[await socket.SendAsync(bytes, stop)..];
        }
    }

    /// <summary>
    /// Reads on for a moment what the client still sends: closing on unread bytes resets the connection, and then the client never sees why
    /// it was refused.
    /// </summary>
    private async Task DrainAsync(CancellationToken stop)
    {
        socket.Shutdown(SocketShutdown.Send);
        using var limit = new CancellationTokenSource(DrainTime, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, limit.Token);
        for (var left = DrainedBytes; left > 0; )
        {
            var read = await socket.ReceiveAsync(_buffer.AsMemory(), either.Token);
            if (read == 0)
            {
                return;
            }

            left -= read;
        }
    }
}
