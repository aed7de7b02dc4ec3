namespace ReleaseManager;

/// <summary>
/// Lists that PowerShell can index. What the compiler makes of a collection expression shows no indexer, so that <c>$list[0]</c> would give the whole list
/// and <c>$list[1]</c> nothing.
/// </summary>
internal static class IndexedList
{
    /// <summary>The list itself where it can be indexed as it is; else its elements as an array.</summary>
    public static IReadOnlyList<T> Of<T>(IReadOnlyList<T> list) => list is T[] or List<T> ? list : list.ToArray();
}
