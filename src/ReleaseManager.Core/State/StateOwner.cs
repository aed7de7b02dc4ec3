namespace ReleaseManager.Core.State;

/// <summary>The daemon that keeps a state: all replicas of one release are one owner.</summary>
/// <param name="Release">Name of the daemon's release.</param>
/// <param name="Namespace">Namespace of that release.</param>
public sealed record StateOwner(string Release, string Namespace)
{
    /// <inheritdoc/>
    public override string ToString() => $"'{Release}' in namespace '{Namespace}'";
}
