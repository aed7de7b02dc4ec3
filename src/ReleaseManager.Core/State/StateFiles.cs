using ReleaseManager.Core.Backends;

namespace ReleaseManager.Core.State;

/// <summary>The files under a state's path, sorted by what they are.</summary>
internal sealed class StateFiles
{
    public List<int> Sequences { get; } = [];

    public HashSet<string> Listings { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Records { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Resources { get; } = new(StringComparer.Ordinal);

    public List<string> Foreign { get; } = [];

    /// <summary>Bytes of all files of the state.</summary>
    public long Bytes { get; private set; }

    /// <summary>True where no file belongs to a state.</summary>
    public bool IsEmpty { get; private set; } = true;

    /// <summary>Full names of all contents.</summary>
    public IEnumerable<string> Contents =>
        Listings
            .Select(StateLayout.Listing)
            .Concat(Records.Select(StateLayout.Record))
            .Concat(Resources.Select(StateLayout.Resource));

    public void Add(BackendEntry entry)
    {
        if (!StateLayout.Owns(entry.Name))
        {
            Foreign.Add(entry.Name);
            return;
        }

        IsEmpty = false;
        Bytes += entry.Size;
        if (StateLayout.SequenceOf(entry.Name) is { } sequence)
        {
            Sequences.Add(sequence);
            return;
        }

        var folder = entry.Name[..Math.Max(0, entry.Name.IndexOf('/', StringComparison.Ordinal))];
        var contents = folder switch
        {
            StateLayout.Listings => Listings,
            StateLayout.Records => Records,
            StateLayout.Resources => Resources,
            _ => null,
        };
        contents?.Add(entry.Name[(folder.Length + 1)..]);
    }
}
