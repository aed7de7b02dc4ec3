namespace ReleaseManager.Core.Releases;

/// <summary>What is left of the limits while one manifest is read.</summary>
/// <param name="limits">What is too much.</param>
internal sealed class DecodeBudget(DecodeLimits limits)
{
    private long nodes = limits.Nodes;
    private long characters = limits.DecompressedBytes;

    public int Depth => limits.Depth;

    /// <summary>Pays for one more node in memory.</summary>
    /// <param name="text">Characters that will stand there once more than in the manifest itself.</param>
    /// <exception cref="RecordException">Nothing is left.</exception>
    public void Spend(int text = 0)
    {
        characters -= text;
        if (--nodes < 0 || characters < 0)
        {
            throw new RecordException(
                "ManifestTooLarge",
                $"It holds more than {limits.Nodes} values, or more than {limits.DecompressedBytes} characters once its "
                    + "aliases are resolved."
            );
        }
    }
}
