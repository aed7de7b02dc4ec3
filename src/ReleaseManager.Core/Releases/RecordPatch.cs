using System.Buffers;

namespace ReleaseManager.Core.Releases;

/// <summary>What to change at one place of a record: a string, JSON, or members or elements below.</summary>
internal sealed class RecordPatch
{
    private readonly List<(string Name, RecordPatch Patch)> members = [];
    private readonly SortedDictionary<int, RecordPatch> elements = [];

    /// <summary>The string to write; null where the change is further below.</summary>
    public string? Text { get; set; }

    /// <summary>The JSON to write as it is; null where there is none.</summary>
    public byte[]? Json { get; set; }

    public bool Has(string name) => members.Exists(one => string.Equals(one.Name, name, StringComparison.Ordinal));

    public RecordPatch Member(string name)
    {
        var known = members.Find(one => string.Equals(one.Name, name, StringComparison.Ordinal)).Patch;
        if (known is null)
        {
            members.Add((name, known = new RecordPatch()));
        }

        return known;
    }

    public RecordPatch Element(int index)
    {
        if (!elements.TryGetValue(index, out var known))
        {
            elements.Add(index, known = new RecordPatch());
        }

        return known;
    }

    /// <summary>Which bytes of the JSON to replace by which, in any order.</summary>
    public IEnumerable<Splice> Splices(RecordNode node)
    {
        if (Text is not null || Json is not null || node.IsNull)
        {
            var value = new ArrayBufferWriter<byte>();
            WriteNew(value);
            return [new Splice(node.Start, node.End, value.WrittenMemory)];
        }

        return
        [
            .. elements.SelectMany(one => one.Value.Splices(node.Items[one.Key])),
            .. members.Where(one => node[one.Name] is not null).SelectMany(one => one.Patch.Splices(node[one.Name]!)),
            .. Missing(node),
        ];
    }

    private IEnumerable<Splice> Missing(RecordNode node)
    {
        var missing = new ArrayBufferWriter<byte>();
        var comma = node.HasMembers;
        foreach (var (name, patch) in members.Where(one => node[one.Name] is null))
        {
            WriteMember(name, patch, comma, missing);
            comma = true;
        }

        return missing.WrittenCount == 0 ? [] : [new Splice(node.InsertAt, node.InsertAt, missing.WrittenMemory)];
    }

    private void WriteNew(IBufferWriter<byte> output)
    {
        if (Text is not null)
        {
            GoJson.Write(output, Text);
            return;
        }

        if (Json is not null)
        {
            output.Write(Json);
            return;
        }

        output.Write("{"u8);
        var comma = false;
        foreach (var (name, patch) in members)
        {
            WriteMember(name, patch, comma, output);
            comma = true;
        }

        output.Write("}"u8);
    }

    private static void WriteMember(string name, RecordPatch patch, bool comma, IBufferWriter<byte> output)
    {
        output.Write(comma ? ","u8 : default);
        GoJson.Write(output, name);
        output.Write(":"u8);
        patch.WriteNew(output);
    }

    /// <summary>Bytes to replace.</summary>
    /// <param name="Start">Index of the first.</param>
    /// <param name="End">Index behind the last; equal to the start for an insertion.</param>
    /// <param name="Bytes">What to put there.</param>
    internal readonly record struct Splice(int Start, int End, ReadOnlyMemory<byte> Bytes);
}
