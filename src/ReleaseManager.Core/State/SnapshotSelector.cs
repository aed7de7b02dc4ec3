using System.Globalization;

namespace ReleaseManager.Core.State;

/// <summary>Which snapshot is meant.</summary>
public sealed record SnapshotSelector
{
    // Each of them takes Z, an offset, or none: then the time is that of this machine's zone.
    private static readonly string[] Times =
    [
        "yyyy-MM-dd",
        "yyyy-MM-ddTHH:mmK",
        "yyyy-MM-dd HH:mmK",
        "yyyy-MM-ddTHH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd HH:mm:ss.FFFFFFFK",
    ];

    private SnapshotSelector() { }

    /// <summary>The newest that is not suspect.</summary>
    public static SnapshotSelector Latest { get; } = new();

    /// <summary>The newest, be it suspect or not.</summary>
    public static SnapshotSelector NewestOfAll { get; } = new() { OrSuspect = true };

    internal SnapshotId? Id { get; private init; }

    internal bool OrSuspect { get; private init; }

    /// <summary>How many good snapshots stand between the latest and the one that is meant, which is not counted.</summary>
    internal int Back { get; private init; }

    internal DateTimeOffset? Time { get; private init; }

    /// <summary>The one with this number; where several have it, one must be named in full.</summary>
    public static SnapshotSelector Number(SnapshotId id) => new() { Id = id, OrSuspect = true };

    /// <summary>The good snapshot so many before <see cref="Latest"/>; 0 is the latest itself.</summary>
    public static SnapshotSelector BeforeLatest(int back)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(back);
        return new() { Back = back };
    }

    /// <summary>
    /// The state as of a time: of the good snapshots that had been taken by then the one with the highest number. A time in whole seconds
    /// takes in all of its second, since that is how lists show the time of a snapshot.
    /// </summary>
    public static SnapshotSelector AsOf(DateTimeOffset time) => new() { Time = time };

    /// <summary>
    /// Reads a number, the full name of one of several of a number (<c>12-1a2b3c4d</c>), <c>latest</c>, <c>latest~2</c>, or a time in the form of ISO 8601. A time without an offset is local, as PowerShell takes it;
    /// a date alone means the midnight at which it begins.
    /// </summary>
    /// <exception cref="ReleaseManagerException">Anything else.</exception>
    public static SnapshotSelector Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var wanted = text.Trim();
        if (wanted.StartsWith("latest", StringComparison.OrdinalIgnoreCase))
        {
            var rest = wanted.AsSpan("latest".Length);
            if (rest.IsEmpty)
            {
                return Latest;
            }

            if (rest[0] == '~' && IsNumber(rest[1..], out var back))
            {
                return BeforeLatest(back);
            }
        }

        if (SnapshotId.Parse(text) is { } id)
        {
            return Number(id);
        }

        if (
            DateTimeOffset.TryParseExact(
                wanted,
                Times,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeLocal,
                out var time
            )
        )
        {
            return AsOf(time);
        }

        throw new ReleaseManagerException(
            "SnapshotSelectorInvalid",
            ErrorKind.Usage,
            $"'{text}' does not name a snapshot."
        )
        {
            Target = text,
            Advice =
                "Give the number of a snapshot, 'latest', 'latest~2' for the second good one before it, or a time as 2026-11-01T09:30:00Z for the state as of then.",
        };
    }

    /// <summary>As it is typed.</summary>
    public override string ToString() =>
        Id is { } id ? id.ToString()
        : Time is { } time ? time.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture)
        : OrSuspect ? "newest"
        : Back > 0 ? $"latest~{Back}"
        : "latest";

    private static bool IsNumber(ReadOnlySpan<char> text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
