using ReleaseManager.Core.Export;

namespace ReleaseManager.Core.Comparison;

/// <summary>What keeps a release from being compared.</summary>
internal static class ComparisonErrors
{
    /// <summary>Helm was at work on it meanwhile.</summary>
    public static ReleaseManagerException Gone(ReleaseKey release) =>
        new(
            "ReleaseMoved",
            ErrorKind.Incomplete,
            $"Release {release} was changed in the cluster while it was compared."
        )
        {
            Target = release.ToString(),
            Advice = "Compare it again.",
        };
}
