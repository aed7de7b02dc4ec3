using ReleaseManager.Core.Releases;
using ReleaseManager.Core.State;

namespace ReleaseManager.Core.Export;

/// <summary>Decides which releases an export looks at; all else is carried forward.</summary>
internal sealed class ExportScope
{
    private readonly ExportOptions _options;
    private readonly IReadOnlyList<NamePattern> _names;
    private readonly IReadOnlyList<NamePattern> _namespaces;
    private readonly IReadOnlyList<NamePattern> _excluded;

    /// <summary>Reads the options' patterns.</summary>
    /// <exception cref="ReleaseManagerException">A pattern cannot be read, or a number is out of range.</exception>
    public ExportScope(ExportOptions options)
    {
        _options = options;
        _names = NamePattern.ParseAll(options.Names);
        _namespaces = NamePattern.ParseAll(options.Namespaces);
        _excluded = NamePattern.ParseAll(options.ExcludeNamespaces);
        if (options.HistoryDepth is < 1)
        {
            throw new ReleaseManagerException(
                "HistoryDepthInvalid",
                ErrorKind.Usage,
                $"A depth of history of {options.HistoryDepth} leaves nothing of a release."
            )
            {
                Advice = "Give 1 or more, or leave it out for the whole history.",
            };
        }

        NamedNamespaces =
            _namespaces.Count > 0 && _namespaces.All(p => p.Literal is not null)
                ?
                [
                    .. _namespaces
                        .Select(p => p.Literal!)
                        .Where(Covers)
                        .Distinct(StringComparer.Ordinal)
                        .Order(StringComparer.Ordinal),
                ]
                : null;
    }

    /// <summary>The storage drivers that are looked at.</summary>
    public IReadOnlyList<StorageDriver> Drivers =>
        _options.Driver is { } only ? [only] : [StorageDriver.Secret, StorageDriver.ConfigMap];

    /// <summary>The namespaces by name where all were named without wildcards, so that nothing cluster-wide need be asked; else null.</summary>
    public IReadOnlyList<string>? NamedNamespaces { get; }

    /// <summary>Whether the namespace is looked at.</summary>
    public bool Covers(string ns) =>
        (_namespaces.Count == 0 || NamePattern.IsAnyMatch(_namespaces, ns)) && !NamePattern.IsAnyMatch(_excluded, ns);

    /// <summary>Whether the release is looked at.</summary>
    public bool Covers(string ns, string release) =>
        Covers(ns) && (_names.Count == 0 || NamePattern.IsAnyMatch(_names, release));

    /// <summary>Whether releases of the driver are looked at.</summary>
    public bool Covers(StorageDriver driver) => _options.Driver is null || _options.Driver == driver;

    /// <summary>The records of one release that are looked at: the newest ones where a depth is set.</summary>
    /// <param name="records">All records of the release.</param>
    public IEnumerable<ListedRecord> Newest(IEnumerable<ListedRecord> records) =>
        _options.HistoryDepth is { } depth ? records.OrderByDescending(r => r.Revision).Take(depth) : records;

    /// <summary>The same in the words of a snapshot.</summary>
    public SnapshotScope ToSnapshotScope() =>
        new()
        {
            Names = _options.Names,
            Namespaces = _options.Namespaces,
            ExcludeNamespaces = _options.ExcludeNamespaces,
            Driver = _options.Driver switch
            {
                StorageDriver.Secret => ListingEntry.DriverSecret,
                StorageDriver.ConfigMap => ListingEntry.DriverConfigMap,
                _ => null,
            },
            HistoryDepth = _options.HistoryDepth,
            References = _options.IncludeReferences,
        };
}
