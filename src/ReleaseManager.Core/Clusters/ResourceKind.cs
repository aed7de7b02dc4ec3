namespace ReleaseManager.Core.Clusters;

/// <summary>What a manifest says an object is.</summary>
/// <param name="Group">API group; empty for the core group.</param>
/// <param name="Version">API version within the group, such as <c>v1</c>.</param>
/// <param name="Kind">Kind in CamelCase, such as <c>Deployment</c>.</param>
public readonly record struct ResourceKind(string Group, string Version, string Kind)
{
    /// <summary><c>group/version</c>, or the version alone in the core group, as a manifest's <c>apiVersion</c> has it.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>Splits an <c>apiVersion</c> at its slash.</summary>
    public static ResourceKind Of(string apiVersion, string kind)
    {
        ArgumentNullException.ThrowIfNull(apiVersion);
        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        return slash < 0
            ? new ResourceKind(string.Empty, apiVersion, kind)
            : new ResourceKind(apiVersion[..slash], apiVersion[(slash + 1)..], kind);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{ApiVersion} {Kind}";
}
