using System.Text.Json;

namespace ReleaseManager.Core.State;

/// <summary>A snapshot as the bytes of its file.</summary>
internal static class SnapshotCodec
{
    public static byte[] Write(Snapshot snapshot) =>
        SealedJson.Write(
            snapshot with
            {
                Time = snapshot.Time.ToUniversalTime(),
                Cluster = IdentityCodec.Sorted(snapshot.Cluster),
                Namespaces = new SortedDictionary<string, NamespaceListing>(
                    snapshot.Namespaces.ToDictionary(StringComparer.Ordinal),
                    StringComparer.Ordinal
                ),
                Resources =
                [
                    .. snapshot
                        .Resources.OrderBy(resource => resource.Kind, StringComparer.Ordinal)
                        .ThenBy(resource => resource.Name, StringComparer.Ordinal),
                ],
            },
            StateJson.Plain.Snapshot
        );

    /// <summary>The snapshot; null where the bytes are not a whole snapshot of this name.</summary>
    public static Snapshot? Read(ReadOnlySpan<byte> content, SnapshotId id)
    {
        if (SealedJson.Open(content) is not { } json)
        {
            return null;
        }

        try
        {
            return
                JsonSerializer.Deserialize(json, StateJson.Plain.Snapshot) is { } snapshot
                && snapshot.Id == id
                && snapshot is { Cluster: not null, Namespaces: not null, Scope: not null }
                ? Filled(snapshot)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Snapshot Filled(Snapshot snapshot) =>
        snapshot with
        {
            Cluster = IdentityCodec.Filled(snapshot.Cluster),
            Parents = snapshot.Parents ?? [],
            Resources = snapshot.Resources ?? [],
            Scope = snapshot.Scope with
            {
                Names = snapshot.Scope.Names ?? [],
                Namespaces = snapshot.Scope.Namespaces ?? [],
                ExcludeNamespaces = snapshot.Scope.ExcludeNamespaces ?? [],
            },
        };
}
