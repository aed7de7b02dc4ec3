using System.Globalization;

namespace ReleaseManager.Core.State;

/// <summary>Which snapshot is meant.</summary>
public sealed record SnapshotSelector
{
    private SnapshotSelector(int? sequence, bool orSuspect)
    {
        Sequence = sequence;
        OrSuspect = orSuspect;
    }

    /// <summary>The newest that is not suspect.</summary>
    public static SnapshotSelector Latest { get; } = new(null, orSuspect: false);

    /// <summary>The newest, be it suspect or not.</summary>
    public static SnapshotSelector NewestOfAll { get; } = new(null, orSuspect: true);

    internal int? Sequence { get; }

    internal bool OrSuspect { get; }

    /// <summary>The one with this number.</summary>
    public static SnapshotSelector Number(int sequence) => new(sequence, orSuspect: true);

    /// <summary>Reads <c>latest</c> or a number.</summary>
    /// <exception cref="ReleaseManagerException">Anything else.</exception>
    public static SnapshotSelector Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (string.Equals(text.Trim(), "latest", StringComparison.OrdinalIgnoreCase))
        {
            return Latest;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) && sequence > 0)
        {
            return Number(sequence);
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
        Sequence is { } sequence ? sequence.ToString(CultureInfo.InvariantCulture)
        : OrSuspect ? "newest"
        : "latest";
}
