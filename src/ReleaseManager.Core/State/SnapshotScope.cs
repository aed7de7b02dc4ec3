using System.Text.Json.Serialization;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.State;

/// <summary>What an export looked at. Lists hold wildcards; an empty one means everything (of exclusions: nothing).</summary>
public sealed record SnapshotScope
{
    /// <summary>Everything there is.</summary>
    public static SnapshotScope Everything { get; } = new();

    /// <summary>Names of releases.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Namespaces.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];

    /// <summary>Namespaces that were left out.</summary>
    public IReadOnlyList<string> ExcludeNamespaces { get; init; } = [];

    /// <summary>The only driver that was looked at; null for all.</summary>
    public string? Driver { get; init; }

    /// <summary>How many of the newest revisions of each release were looked at; null for all.</summary>
    public int? HistoryDepth { get; init; }

    /// <summary>True where what releases refer to and none owns was looked at too, and saved.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool References { get; init; }

    /// <summary>True where every release of the cluster was looked at, be it with a part of its history.</summary>
    [JsonIgnore]
    public bool Whole => Names.Count == 0 && Namespaces.Count == 0 && ExcludeNamespaces.Count == 0 && Driver is null;

    /// <summary>True if releases of this namespace were looked at.</summary>
    public bool IncludesNamespace(string name) =>
        (Namespaces.Count == 0 || AnyMatches(Namespaces, name)) && !AnyMatches(ExcludeNamespaces, name);

    /// <summary>True if this release was looked at, whatever its driver.</summary>
    public bool Includes(string @namespace, string name) =>
        IncludesNamespace(@namespace) && (Names.Count == 0 || AnyMatches(Names, name));

    /// <summary>True if an entry's release and driver were looked at; its revision may still be beyond the depth.</summary>
    public bool Includes(ListingEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return (Driver is null || string.Equals(Driver, entry.Driver, StringComparison.Ordinal))
            && Includes(entry.Namespace, entry.Name);
    }

    private static bool AnyMatches(IReadOnlyList<string> patterns, string name) =>
        patterns.Any(pattern => NamePattern.Parse(pattern).IsMatch(name));
}
