namespace ReleaseManager.Core.Tests.Import.Versions;

/// <summary>What Kubernetes' own conversions and defaults make of old objects, written out by hand.</summary>
internal static class VersionCases
{
    public static IReadOnlyList<VersionCase> All { get; } =
    [
        .. WorkloadCases.All,
        .. NetworkCases.All,
        .. AutoscalerCases.All,
        .. PolicyCases.All,
        .. AdmissionCases.All,
        .. DefinitionCases.All,
        .. OtherCases.All,
    ];
}
