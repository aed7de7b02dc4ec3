namespace ReleaseManager.Core.State;

/// <summary>A cluster's identity in the one order that is written, and with nothing left null when read.</summary>
internal static class IdentityCodec
{
    public static ClusterIdentity Sorted(ClusterIdentity identity) =>
        identity with
        {
            NamespaceUids = new SortedDictionary<string, string>(
                identity.NamespaceUids.ToDictionary(StringComparer.Ordinal),
                StringComparer.Ordinal
            ),
        };

    public static ClusterIdentity Filled(ClusterIdentity? identity) =>
        identity is null
            ? new ClusterIdentity()
            : identity with
            {
                NamespaceUids = identity.NamespaceUids ?? EmptyMap.Instance,
            };
}
