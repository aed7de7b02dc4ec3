using System.Buffers;

namespace ReleaseManager.Core.Clusters.Http;

/// <summary>A stream that writes something else wherever a mark is written to it, in one piece or in several. What is read passes as it is.</summary>
/// <param name="mark">Its first byte stands nowhere else in it. While the last bytes written are the beginning of a mark, they are held back.</param>
internal sealed class MarkReplacingStream(Stream inner, ReadOnlyMemory<byte> mark, ReadOnlyMemory<byte> replacement)
    : Stream
{
    /// <summary>How much of the mark the last bytes were.</summary>
    private int _seen;

    public override bool CanRead => inner.CanRead;

    public override bool CanSeek => false;

    public override bool CanWrite => inner.CanWrite;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

    public override int Read(Span<byte> buffer) => inner.Read(buffer);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        inner.ReadAsync(buffer, offset, count, cancellationToken);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        inner.ReadAsync(buffer, cancellationToken);

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (MayPass(buffer))
        {
            inner.Write(buffer);
        }
        else
        {
            inner.Write(Replaced(buffer).WrittenSpan);
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        inner.WriteAsync(MayPass(buffer.Span) ? buffer : Replaced(buffer.Span).WrittenMemory, cancellationToken);

    public override void Flush() => inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private bool MayPass(ReadOnlySpan<byte> written) => _seen == 0 && !written.Contains(mark.Span[0]);

    private ArrayBufferWriter<byte> Replaced(ReadOnlySpan<byte> written)
    {
        var result = new ArrayBufferWriter<byte>(written.Length + replacement.Length + mark.Length);
        foreach (ref readonly var next in written)
        {
            if (next == mark.Span[_seen])
            {
                if (++_seen == mark.Length)
                {
                    result.Write(replacement.Span);
                    _seen = 0;
                }

                continue;
            }

            result.Write(mark.Span[.._seen]);
            _seen = next == mark.Span[0] ? 1 : 0;
            if (_seen == 0)
            {
                result.Write(new ReadOnlySpan<byte>(in next));
            }
        }

        return result;
    }
}
