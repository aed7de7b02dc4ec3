namespace ReleaseManager.Bench;

/// <summary>What reading all pages came to.</summary>
/// <param name="Took">How long it took.</param>
/// <param name="Bytes">Bytes of all bodies.</param>
/// <param name="Pages">Pages.</param>
internal sealed record RawRead(TimeSpan Took, long Bytes, int Pages);
