using System.Text.Json;

namespace ReleaseManager.Core.State;

/// <summary>The entries of one namespace as JSON lines: one entry a line, sorted, the same entries always the same bytes.</summary>
internal static class ListingCodec
{
    /// <summary>By namespace, name, revision, driver, object and uid; names by code unit.</summary>
    public static IComparer<ListingEntry> Order { get; } = Comparer<ListingEntry>.Create(Compare);

    public static byte[] Write(IEnumerable<ListingEntry> entries)
    {
        using var target = new MemoryStream();
        foreach (var entry in entries.Order(Order))
        {
            target.Write(Line(entry));
            target.WriteByte((byte)'\n');
        }

        return target.ToArray();
    }

    /// <summary>One entry's line without its end.</summary>
    public static byte[] Line(ListingEntry entry) =>
        JsonSerializer.SerializeToUtf8Bytes(
            entry with
            {
                Labels = Sorted(entry.Labels),
                Annotations = Sorted(entry.Annotations),
                Seen = entry.Seen.ToUniversalTime(),
                Needs = entry.Needs is { Count: > 0 } needs ? [.. needs.Order(StringComparer.Ordinal)] : null,
                References = entry.References is { } references ? [.. references.Order(StringComparer.Ordinal)] : null,
            },
            StateJson.Plain.ListingEntry
        );

    /// <summary>Reads what <see cref="Write"/> wrote, whatever its order.</summary>
    /// <exception cref="JsonException">Not such lines.</exception>
    public static List<ListingEntry> Read(ReadOnlySpan<byte> lines)
    {
        var entries = new List<ListingEntry>();
        while (lines.Length > 0)
        {
            var end = lines.IndexOf((byte)'\n');
            if (end < 0)
            {
                throw new JsonException("the last line has no end");
            }

            entries.Add(ReadLine(lines[..end]));
            lines = lines[(end + 1)..];
        }

        return entries;
    }

    private static ListingEntry ReadLine(ReadOnlySpan<byte> line)
    {
        var entry =
            JsonSerializer.Deserialize(line, StateJson.Plain.ListingEntry)
            ?? throw new JsonException("a line holds no entry");
        if (!ContentName.IsOne(entry.Record))
        {
            throw new JsonException("an entry has no valid name of its record");
        }

        // A member that is left out reads as null: the source generator sets every init member.
        return entry with
        {
            Labels = entry.Labels ?? EmptyMap.Instance,
            Annotations = entry.Annotations ?? EmptyMap.Instance,
        };
    }

    private static SortedDictionary<string, string> Sorted(IReadOnlyDictionary<string, string> map) =>
        new(map.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal);

    private static int Compare(ListingEntry a, ListingEntry b)
    {
        var order = string.CompareOrdinal(a.Namespace, b.Namespace);
        order = order != 0 ? order : string.CompareOrdinal(a.Name, b.Name);
        order = order != 0 ? order : a.Revision.CompareTo(b.Revision);
        order = order != 0 ? order : string.CompareOrdinal(a.Driver, b.Driver);
        order = order != 0 ? order : string.CompareOrdinal(a.ObjectName, b.ObjectName);
        return order != 0 ? order : string.CompareOrdinal(a.Uid, b.Uid);
    }
}
