using System.Buffers;

namespace ReleaseManager.Core.Clusters.Http;

/// <summary>A body in rented memory: big lists come and go without feeding the garbage collector.</summary>
internal sealed class PooledBuffer(int sizeHint) : IDisposable
{
    // Not the shared pool: that keeps an array of each size for each thread, and a page of records is megabytes.
    private static readonly ArrayPool<byte> Pool = ArrayPool<byte>.Create(8 << 20, 4);

    private byte[] _bytes = Pool.Rent(Math.Max(sizeHint, 4096));
    private int _length;

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _length);

    public async Task ReadToEndAsync(Stream source, CancellationToken stop)
    {
        while (true)
        {
            if (_length == _bytes.Length)
            {
                Grow();
            }

            var read = await source.ReadAsync(_bytes.AsMemory(_length), stop);
            if (read == 0)
            {
                return;
            }

            _length += read;
        }
    }

    public void Dispose()
    {
        var bytes = _bytes;
        var length = _length;
        _bytes = [];
        _length = 0;
        if (bytes.Length > 0)
        {
            // Bodies hold Secrets; they must not show up in whatever rents the array next.
            bytes.AsSpan(0, length).Clear();
            Pool.Return(bytes);
        }
    }

    private void Grow()
    {
        var bigger = Pool.Rent(_bytes.Length * 2);
        _bytes.AsSpan(0, _length).CopyTo(bigger);
        _bytes.AsSpan(0, _length).Clear();
        Pool.Return(_bytes);
        _bytes = bigger;
    }
}
