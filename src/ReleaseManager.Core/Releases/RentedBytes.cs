using System.Buffers;

namespace ReleaseManager.Core.Releases;

/// <summary>Memory that grows and is given back: a decoded record is large and needed for a moment only.</summary>
internal sealed class RentedBytes(int sizeHint) : IDisposable
{
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(Math.Max(sizeHint, 1));

    /// <summary>How much of it holds something; may be set back.</summary>
    public int Length { get; set; }

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    /// <summary>Room for at least one more byte.</summary>
    public Span<byte> Free()
    {
        if (Length == _bytes.Length)
        {
            var bigger = ArrayPool<byte>.Shared.Rent(_bytes.Length * 2);
            Written.Span.CopyTo(bigger);
            GiveBack();
            _bytes = bigger;
        }

        return _bytes.AsSpan(Length);
    }

    public void Dispose()
    {
        GiveBack();
        _bytes = [];
        Length = 0;
    }

    private void GiveBack()
    {
        if (_bytes.Length > 0)
        {
            // Records hold Secrets; they must not show up in whatever rents the array next.
            ArrayPool<byte>.Shared.Return(_bytes, clearArray: true);
        }
    }
}
