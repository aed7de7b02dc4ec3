namespace ReleaseManager.Core.Clusters.Readiness;

/// <summary>An object that was waited for in vain.</summary>
/// <param name="Address">The object, in the version in which it was read.</param>
/// <param name="Verdict">What it lacks.</param>
/// <param name="Found">As it was seen last; null if it was not there.</param>
internal sealed record UnreadyObject(ResourceAddress Address, ReadinessVerdict Verdict, KubeObject? Found)
{
    /// <summary>What it is and what it lacks: <c>Deployment shop/web: 1 of 3 replicas ready</c>.</summary>
    public override string ToString()
    {
        var place = Address.Namespace is null ? "" : Address.Namespace + "/";
        return $"{Address.Resource.Kind} {place}{Address.Name}: {Verdict.Why}";
    }
}
