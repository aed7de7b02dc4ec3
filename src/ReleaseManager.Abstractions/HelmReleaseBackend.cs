namespace ReleaseManager;

/// <summary>Where a state is kept; a description only, which touches nothing.</summary>
public abstract record HelmReleaseBackend
{
    /// <summary>The kind of place, as the command line names it: <c>local</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>Where it is, in words for a message; holds no credential.</summary>
    public abstract string Location { get; }

    /// <inheritdoc/>
    public sealed override string ToString() => Location;
}
