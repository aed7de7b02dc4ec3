namespace ReleaseManager.Core.State;

/// <summary>The names of everything that the format keeps under a path.</summary>
internal static class StateLayout
{
    public const string Header = "releasemanager.json";
    public const string Manager = "manager.json";
    public const string Records = "records";
    public const string Resources = "resources";
    public const string Listings = "listings";
    public const string Snapshots = "snapshots";
    public const string Keys = "keys";
    public const string Removals = "removals";

    private const string SnapshotSuffix = ".json";
    private const string LeavingSuffix = ".leaving";
    private const int KeyLength = 16;

    public static string Record(string hash) => $"{Records}/{hash}";

    public static string Resource(string hash) => $"{Resources}/{hash}";

    public static string Listing(string hash) => $"{Listings}/{hash}";

    public static string Snapshot(SnapshotId id) => $"{Snapshots}/{id.FileStem}{SnapshotSuffix}";

    /// <summary>The snapshot whose file has this name; null for any other name.</summary>
    public static SnapshotId? SnapshotOf(string name)
    {
        const string prefix = Snapshots + "/";
        if (
            !name.StartsWith(prefix, StringComparison.Ordinal)
            || !name.EndsWith(SnapshotSuffix, StringComparison.Ordinal)
        )
        {
            return null;
        }

        var stem = name.AsSpan(prefix.Length, name.Length - prefix.Length - SnapshotSuffix.Length);
        return SnapshotId.Parse(stem) is { } id && stem.SequenceEqual(id.FileStem) ? id : null;
    }

    public static string Key(string id) => $"{Keys}/{id}";

    /// <summary>The mark of a key slot that is being removed.</summary>
    public static string LeavingKey(string id) => $"{Keys}/{id}{LeavingSuffix}";

    /// <summary>The id of a key slot, or of the mark of one; null for any other name.</summary>
    public static string? KeyOf(string name, out bool isLeaving)
    {
        isLeaving = name.EndsWith(LeavingSuffix, StringComparison.Ordinal);
        if (!name.StartsWith(Keys + "/", StringComparison.Ordinal))
        {
            return null;
        }

        var id = name[(Keys.Length + 1)..(name.Length - (isLeaving ? LeavingSuffix.Length : 0))];
        return id.Length == KeyLength && ContentName.IsHex(id) ? id : null;
    }

    /// <summary>True for the name of a content in one of the folders of contents.</summary>
    public static bool IsUnder(string folder, string name) =>
        name.Length == folder.Length + 1 + ContentName.Length
        && name.StartsWith(folder, StringComparison.Ordinal)
        && name[folder.Length] == '/'
        && ContentName.IsOne(name.AsSpan(folder.Length + 1));

    /// <summary>True for a name that the format gives out: all that clear may remove.</summary>
    public static bool Owns(string name) =>
        name is Header or Manager
        || SnapshotOf(name) is not null
        || KeyOf(name, out _) is not null
        || RemovalName.Parse(name) is not null
        || IsUnder(Records, name)
        || IsUnder(Resources, name)
        || IsUnder(Listings, name);
}
