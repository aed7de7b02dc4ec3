namespace ReleaseManager.Core.Clusters;

/// <summary>The version of the API server.</summary>
/// <param name="GitVersion">As the server writes it, such as <c>v1.31.2+k3s1</c>.</param>
/// <param name="Major">First number.</param>
/// <param name="Minor">Second number, without the <c>+</c> that some providers add.</param>
public sealed record ServerVersion(string GitVersion, int Major, int Minor)
{
    /// <inheritdoc/>
    public override string ToString() => GitVersion;
}
