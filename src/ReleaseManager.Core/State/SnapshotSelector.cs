namespace ReleaseManager.Core.State;

/// <summary>Which snapshot is meant.</summary>
public sealed record SnapshotSelector
{
    private SnapshotSelector(SnapshotId? id, bool orSuspect)
    {
        Id = id;
        OrSuspect = orSuspect;
    }

    /// <summary>The newest that is not suspect.</summary>
    public static SnapshotSelector Latest { get; } = new(null, orSuspect: false);

    /// <summary>The newest, be it suspect or not.</summary>
    public static SnapshotSelector NewestOfAll { get; } = new(null, orSuspect: true);

    internal SnapshotId? Id { get; }

    internal bool OrSuspect { get; }

    /// <summary>The one with this number; where several have it, one must be named in full.</summary>
    public static SnapshotSelector Number(SnapshotId id) => new(id, orSuspect: true);

    /// <summary>Reads <c>latest</c>, a number, or the full name of one of several snapshots of a number.</summary>
    /// <exception cref="ReleaseManagerException">Anything else.</exception>
    public static SnapshotSelector Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (string.Equals(text.Trim(), "latest", StringComparison.OrdinalIgnoreCase))
        {
            return Latest;
        }

        if (SnapshotId.Parse(text) is { } id)
        {
            return Number(id);
        }

        throw new ReleaseManagerException(
            "SnapshotSelectorInvalid",
            ErrorKind.Usage,
            $"'{text}' does not name a snapshot."
        )
        {
            Target = text,
            Advice = "Give the number of a snapshot, or 'latest'.",
        };
    }

    /// <summary>As it is typed.</summary>
    public override string ToString() =>
        Id is { } id ? id.ToString()
        : OrSuspect ? "newest"
        : "latest";
}
