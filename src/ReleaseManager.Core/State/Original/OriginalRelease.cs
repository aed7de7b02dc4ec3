namespace ReleaseManager.Core.State.Original;

/// <summary>What could be recovered of one release, and what not.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
/// <param name="Revisions">The revisions that could be recovered, ascending.</param>
/// <param name="Losses">What is missing, doubtful or was left out, in words; empty for a history without gaps.</param>
public sealed record OriginalRelease(
    string Namespace,
    string Name,
    IReadOnlyList<int> Revisions,
    IReadOnlyList<string> Losses
)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Namespace}/{Name}";
}
