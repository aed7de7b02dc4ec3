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

    private static readonly CanonicalJson.Ignored Times = new()
    {
        Below =
        {
            ["info"] = new()
            {
                Below =
                {
                    ["first_deployed"] = null,
                    ["last_deployed"] = null,
                    ["deleted"] = null,
                    ["description"] = null,
                },
            },
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

    /// <summary>
    /// Whether two decoded records release the same, whenever that was: equal aside from times, the description and what hooks noted of their last run.
    /// </summary>
    /// <exception cref="RecordException">One of them is not JSON.</exception>
    public static bool SameRelease(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) =>
        a.SequenceEqual(b) || CanonicalJson.Of(a, Times).SequenceEqual(CanonicalJson.Of(b, Times));
}
