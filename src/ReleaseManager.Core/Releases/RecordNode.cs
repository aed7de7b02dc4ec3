namespace ReleaseManager.Core.Releases;

/// <summary>Where a member of a record stands in its JSON.</summary>
/// <param name="start">Index of the value's first byte.</param>
/// <param name="isNull">Whether the value is null.</param>
internal sealed class RecordNode(int start, bool isNull = false)
{
    private Dictionary<string, RecordNode>? members;

    /// <summary>Index of the value's first byte.</summary>
    public int Start { get; } = start;

    /// <summary>Index behind the value's last byte.</summary>
    public int End { get; set; }

    public bool IsNull { get; } = isNull;

    /// <summary>Of a struct: where another member can be inserted, behind the last one.</summary>
    public int InsertAt { get; set; }

    /// <summary>Of a struct: whether there is any member, known or not.</summary>
    public bool HasMembers { get; set; }

    /// <summary>Of a list: its elements.</summary>
    public List<RecordNode> Items { get; } = [];

    /// <summary>Of a struct: a member that Go would find, by its proper name; null where it is missing.</summary>
    public RecordNode? this[string name]
    {
        get => members?.GetValueOrDefault(name);
        set
        {
            members ??= new Dictionary<string, RecordNode>(StringComparer.Ordinal);
            members[name] = value!;
        }
    }

    /// <summary>Of a struct that stands there twice: Go decodes the second over the first.</summary>
    public void InheritFrom(RecordNode earlier)
    {
        if (earlier.members is not null)
        {
            members = new Dictionary<string, RecordNode>(earlier.members, StringComparer.Ordinal);
        }
    }
}
