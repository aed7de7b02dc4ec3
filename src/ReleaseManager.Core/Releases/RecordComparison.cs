namespace ReleaseManager.Core.Releases;

/// <summary>Tells whether two records say the same.</summary>
public static class RecordComparison
{
    private static readonly CanonicalJson.Ignored Ignored = new()
    {
        Below =
        {
            ["info"] = new() { Below = { ["status"] = null, ["description"] = null } },
            ["hooks"] = new() { Elements = new() { Below = { ["last_run"] = null } } },
        },
    };

    /// <summary>
    /// Whether two decoded records are equal, aside from status, description and what hooks noted of their last run. The
    /// order of members does not count; the text of numbers does.
    /// </summary>
    /// <exception cref="RecordException">One of them is not JSON.</exception>
    public static bool SameBody(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) =>
        a.SequenceEqual(b) || CanonicalJson.Of(a, Ignored).SequenceEqual(CanonicalJson.Of(b, Ignored));
}
