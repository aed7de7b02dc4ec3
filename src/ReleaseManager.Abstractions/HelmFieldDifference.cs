namespace ReleaseManager;

/// <summary>A field that both sides hold otherwise.</summary>
/// <param name="Path">Where it is, for example <c>spec.replicas</c> or <c>image.tag</c>.</param>
/// <param name="Reference">What the reference side, or the manifest, holds: dictionaries, lists and simple values; null for none.</param>
/// <param name="Difference">What the difference side, or the live object, holds; null for none.</param>
public sealed record HelmFieldDifference(string Path, object? Reference, object? Difference)
{
    /// <inheritdoc/>
    public override string ToString() => Path;
}
