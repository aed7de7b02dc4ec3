<#
.SYNOPSIS
Runs the module's tests in this PowerShell, and fails unless some ran and all of them passed.
.DESCRIPTION
The solution must be built: the module, tests/PowerShell/Probe and Stage, and tests/Lab/Cluster for what needs the lab. The last line says how many tests passed, failed and were skipped.
#>
[CmdletBinding()]
param(
    # Files to run: all by default.
    [string[]] $Path = $PSScriptRoot,
    # Names of tests to run, with wildcards.
    [string[]] $FullName,
    # How much is printed of each test.
    [ValidateSet('None', 'Normal', 'Detailed', 'Diagnostic')]
    [string] $Output = 'Normal',
    # Where to leave a report in the form of NUnit.
    [string] $Report
)

$ErrorActionPreference = 'Stop'
Import-Module Pester -MinimumVersion 5.5 -Global

$settings = New-PesterConfiguration
$settings.Run.Path = $Path
$settings.Run.PassThru = $true
$settings.Output.Verbosity = $Output
$settings.Output.CIFormat = 'None'
if ($FullName) {
    $settings.Filter.FullName = $FullName
}

if ($Report) {
    $settings.TestResult.Enabled = $true
    $settings.TestResult.OutputPath = $Report
}

$result = Invoke-Pester -Configuration $settings
foreach ($test in $result.Skipped) {
    "skipped: $($test.ExpandedPath): $($test.ErrorRecord)"
}

"$($result.PassedCount) passed, $($result.FailedCount) failed, $($result.SkippedCount) skipped"
exit ($result.Result -eq 'Passed' -and $result.PassedCount -gt 0 ? 0 : 1)
