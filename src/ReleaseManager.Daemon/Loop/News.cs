namespace ReleaseManager.Daemon.Loop;

/// <summary>Keeps what is said again and again from being told more than once, as long as it goes on being said.</summary>
internal sealed class News
{
    private HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>What is said now and was not said the last time.</summary>
    public IReadOnlyList<string> Of(IEnumerable<string> said)
    {
        var now = said.ToHashSet(StringComparer.Ordinal);
        var isNew = now.Where(one => !_known.Contains(one)).ToList();
        _known = now;
        return isNew;
    }
}
