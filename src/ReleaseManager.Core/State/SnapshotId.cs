using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Serialization;

namespace ReleaseManager.Core.State;

/// <summary>
/// Names one snapshot of a state: its number and, where the place ignores the conditions of writes, a random mark that tells it from
/// another one of the same number.
/// </summary>
/// <param name="Sequence">The number, from 1.</param>
/// <param name="Fork">Eight lowercase hexadecimal digits; null where the number alone is the name.</param>
[StructLayout(LayoutKind.Auto)]
[JsonConverter(typeof(SnapshotIdConverter))]
public readonly record struct SnapshotId(int Sequence, string? Fork = null) : IComparable<SnapshotId>
{
    internal const int SequenceDigits = 8;
    internal const int ForkDigits = 8;

    /// <summary>The snapshot of a number, where there is but one.</summary>
    public static implicit operator SnapshotId(int sequence) => FromInt32(sequence);

    /// <summary>The snapshot of a number, where there is but one.</summary>
    public static SnapshotId FromInt32(int sequence) => new(sequence);

    /// <summary>Whether the first comes before the second.</summary>
    public static bool operator <(SnapshotId left, SnapshotId right) => left.CompareTo(right) < 0;

    /// <summary>Whether the first comes after the second.</summary>
    public static bool operator >(SnapshotId left, SnapshotId right) => left.CompareTo(right) > 0;

    /// <summary>Whether the first does not come after the second.</summary>
    public static bool operator <=(SnapshotId left, SnapshotId right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the first does not come before the second.</summary>
    public static bool operator >=(SnapshotId left, SnapshotId right) => left.CompareTo(right) >= 0;

    /// <summary>Reads what <see cref="ToString"/> or <see cref="FileStem"/> gives; null for anything else.</summary>
    public static SnapshotId? Parse(ReadOnlySpan<char> text)
    {
        var dash = text.IndexOf('-');
        var digits = dash < 0 ? text : text[..dash];
        if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) || sequence <= 0)
        {
            return null;
        }

        if (dash < 0)
        {
            return new SnapshotId(sequence);
        }

        var fork = text[(dash + 1)..];
        return fork.Length == ForkDigits && ContentName.IsHex(fork) ? new SnapshotId(sequence, fork.ToString()) : null;
    }

    /// <summary>The name of the snapshot's file without its end: eight digits at least, so that names sort by number.</summary>
    public string FileStem =>
        string.Create(CultureInfo.InvariantCulture, $"{Sequence:D8}{(Fork is null ? "" : $"-{Fork}")}");

    /// <summary>By number, then by mark.</summary>
    public int CompareTo(SnapshotId other)
    {
        var order = Sequence.CompareTo(other.Sequence);
        return order != 0 ? order : string.CompareOrdinal(Fork, other.Fork);
    }

    /// <summary>As it is typed: <c>12</c>, or <c>12-1a2b3c4d</c> for one of several of that number.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Sequence}{(Fork is null ? "" : $"-{Fork}")}");
}
