namespace ReleaseManager.Core.Releases;

/// <summary>What Helm concludes from the revisions of one release.</summary>
public static class History
{
    /// <summary>
    /// The revision whose objects are in the cluster: the highest deployed, else the highest superseded (Helm supersedes
    /// the old before it marks the new, and a failed rollback leaves no deployed one); null where there is neither. The last
    /// revision decides alone where it was uninstalled (nothing of the release is there, whatever older records say), and where it
    /// is uninstalling and none is deployed: it was the deployed one until then, and a failing pre-delete hook leaves its objects.
    /// </summary>
    public static T? Base<T>(IEnumerable<T> revisions, Func<T, int> revision, Func<T, string> status)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(revisions);
        var all = revisions as IReadOnlyCollection<T> ?? [.. revisions];
        var last = Last(all, revision);
        return last is null || status(last) is ReleaseStatuses.Uninstalled
            ? null
            : Highest(all, revision, status, ReleaseStatuses.Deployed)
                ?? (status(last) is ReleaseStatuses.Uninstalling ? last : null)
                ?? Highest(all, revision, status, ReleaseStatuses.Superseded);
    }

    /// <summary>The last revision: the highest number, whatever its status; null of an empty history.</summary>
    public static T? Last<T>(IEnumerable<T> revisions, Func<T, int> revision)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(revisions);
        return revisions.MaxBy(revision);
    }

    /// <summary>
    /// The releases that <c>helm list</c> shows: the highest revision of each namespace and name, and only then the
    /// filter by status (<c>action/list.go</c>): an older deployed revision does not show behind a newer failed one.
    /// </summary>
    /// <param name="revisions">Revisions of any releases, in any order.</param>
    /// <param name="release">Namespace and name, as the body says them.</param>
    /// <param name="revision">The revision's number.</param>
    /// <param name="status">The revision's status.</param>
    /// <param name="wanted">Statuses to show; null shows all that Helm knows, as <c>helm list -a</c> does.</param>
    public static IReadOnlyList<T> Listed<T>(
        IEnumerable<T> revisions,
        Func<T, (string Namespace, string Name)> release,
        Func<T, int> revision,
        Func<T, string> status,
        IReadOnlySet<string>? wanted = null
    )
        where T : class
    {
        ArgumentNullException.ThrowIfNull(revisions);
        return
        [
            .. revisions
                .GroupBy(release)
                .OrderBy(group => group.Key.Name, StringComparer.Ordinal)
                .ThenBy(group => group.Key.Namespace, StringComparer.Ordinal)
                .Select(group => group.MaxBy(revision)!)
                .Where(last => wanted?.Contains(status(last)) ?? IsListed(status(last))),
        ];
    }

    // `helm list` has no mask for these, so not even -a shows them.
    private static bool IsListed(string status) =>
        status is not ReleaseStatuses.Unknown && ReleaseStatuses.All.Contains(status);

    private static T? Highest<T>(IEnumerable<T> revisions, Func<T, int> revision, Func<T, string> status, string wanted)
        where T : class =>
        revisions.Where(one => string.Equals(status(one), wanted, StringComparison.Ordinal)).MaxBy(revision);
}
