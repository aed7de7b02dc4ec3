using System.Globalization;

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

    private const string SnapshotSuffix = ".json";
    private const int SequenceDigits = 8;

    public static string Record(string hash) => $"{Records}/{hash}";

    public static string Resource(string hash) => $"{Resources}/{hash}";

    public static string Listing(string hash) => $"{Listings}/{hash}";

    public static string Snapshot(int sequence) =>
        string.Create(CultureInfo.InvariantCulture, $"{Snapshots}/{sequence:D8}{SnapshotSuffix}");

    /// <summary>The sequence number of a snapshot's file; null for any other name.</summary>
    public static int? SequenceOf(string name)
    {
        const string prefix = Snapshots + "/";
        if (
            !name.StartsWith(prefix, StringComparison.Ordinal)
            || !name.EndsWith(SnapshotSuffix, StringComparison.Ordinal)
        )
        {
            return null;
        }

        var digits = name.AsSpan(prefix.Length, name.Length - prefix.Length - SnapshotSuffix.Length);
        return
            digits.Length >= SequenceDigits
            && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            && sequence > 0
            && string.Equals(Snapshot(sequence), name, StringComparison.Ordinal)
            ? sequence
            : null;
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
        || SequenceOf(name) is not null
        || IsUnder(Records, name)
        || IsUnder(Resources, name)
        || IsUnder(Listings, name);
}
