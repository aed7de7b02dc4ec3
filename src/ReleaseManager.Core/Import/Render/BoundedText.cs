using System.Text;

namespace ReleaseManager.Core.Import.Render;

/// <summary>Reads what a program writes and keeps no more of it than is wanted.</summary>
internal static class BoundedText
{
    /// <summary>Reads to the end.</summary>
    /// <returns>The text; null where it was longer than <paramref name="limit"/> characters.</returns>
    public static async Task<string?> WholeAsync(TextReader from, int limit, CancellationToken stop)
    {
        var text = new StringBuilder();
        await foreach (var part in PartsAsync(from, stop))
        {
            if (text.Length <= limit)
            {
                text.Append(part);
            }
        }

        return text.Length > limit ? null : text.ToString();
    }

    /// <summary>Reads to the end and keeps the last <paramref name="length"/> characters: programs say what went wrong at last.</summary>
    public static async Task<string> EndAsync(TextReader from, int length, CancellationToken stop)
    {
        var text = new StringBuilder();
        await foreach (var part in PartsAsync(from, stop))
        {
            text.Append(part);
            text.Remove(0, Math.Max(0, text.Length - length));
        }

        return text.ToString();
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<char>> PartsAsync(
        TextReader from,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop
    )
    {
        var buffer = new char[16 * 1024];
        int read;
        while ((read = await from.ReadAsync(buffer, stop)) > 0)
        {
            yield return buffer.AsMemory(0, read);
        }
    }
}
