namespace ReleaseManager;

/// <summary>A state that is kept in a folder of this machine, or of a file share mounted here.</summary>
/// <param name="Path">The folder's full path.</param>
public sealed record LocalHelmReleaseBackend(string Path) : HelmReleaseBackend
{
    /// <inheritdoc/>
    public override string Kind => "local";

    /// <inheritdoc/>
    public override string Location => Path;
}
