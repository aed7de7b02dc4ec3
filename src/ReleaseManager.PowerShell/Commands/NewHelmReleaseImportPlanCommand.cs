using System.Management.Automation;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.State;

namespace ReleaseManager.PowerShell.Commands;

/// <summary>
/// Works out what an import would do, release by release, and changes nothing. The plan can be looked at, saved and passed on to
/// Import-HelmReleaseState.
/// </summary>
/// <example>
/// <code>$plan = New-HelmReleaseImportPlan ./state -KubeContext green
/// $plan.Releases | Where-Object Action -eq Refuse
/// $plan | Import-HelmReleaseState -KubeContext green</code>
/// <para>Looks at what could not be brought back before bringing back the rest.</para>
/// </example>
/// <example>
/// <code>New-HelmReleaseImportPlan ./state -Namespace shop | ConvertTo-Json -Depth 8 | Set-Content plan.json
/// Get-Content -Raw plan.json | Import-HelmReleaseState</code>
/// <para>Saves a plan for approval and carries it out later.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "HelmReleaseImportPlan", DefaultParameterSetName = FromState)]
[OutputType(typeof(ReleaseImportPlan))]
public sealed class NewHelmReleaseImportPlanCommand : ImportCommand
{
    /// <inheritdoc/>
    protected override async Task ProcessAsync(ReleaseState state, KubeClient cluster, CancellationToken stop) =>
        WriteResult(await PlanAsync(state, cluster, stop));
}
