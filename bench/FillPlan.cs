using System.Globalization;

namespace ReleaseManager.Bench;

/// <summary>Which releases a cluster is filled with.</summary>
internal sealed record FillPlan
{
    public required int Releases { get; init; }

    /// <summary>Revisions of each release; the last one is deployed, the others are superseded.</summary>
    public required int Revisions { get; init; }

    /// <summary>Namespaces; the releases are dealt out to them in turn.</summary>
    public required int Namespaces { get; init; }

    /// <summary>Bytes of a record's value: the base64 text that Helm writes. In the API's JSON it is a third longer.</summary>
    public required int ValueBytes { get; init; }

    /// <summary>Whether the templates compress as those of charts do; else they are noise, and all work is in the bytes themselves.</summary>
    public bool Compressible { get; init; }

    public int Records => Releases * Revisions;

    public string NamespaceOf(int release) => NamespaceAt(release % Namespaces);

    public static string NamespaceAt(int index) => string.Create(CultureInfo.InvariantCulture, $"bench-{index:000}");

    public static string NameOf(int release) => string.Create(CultureInfo.InvariantCulture, $"release-{release:0000}");
}
