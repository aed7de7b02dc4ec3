<#
.SYNOPSIS
Builds, tests and packages ReleaseManager; each task is a few calls of dotnet and Pester.
.EXAMPLE
./build.ps1
Builds everything; the module is then in out/ReleaseManager, and importable from the checkout.
.EXAMPLE
./build.ps1 -Task Build, Test
#>
[CmdletBinding()]
param(
    # What to do, in this order.
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Docs', 'Package', 'Clean')]
    [string[]] $Task = 'Build',

    # The configuration of the build.
    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Debug'
)

$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
$out = Join-Path $PSScriptRoot 'out'

function Invoke-Build {
    dotnet build $PSScriptRoot --configuration $Configuration
}

function Invoke-Test {
    dotnet test $PSScriptRoot --configuration $Configuration --no-build
    # The process of a PowerShell that was installed as a dotnet tool is dotnet's.
    $own = Join-Path $PSHOME ($IsWindows ? 'pwsh.exe' : 'pwsh')
    $program, $first = (Test-Path -LiteralPath $own) ? @($own) : @('dotnet', (Join-Path $PSHOME 'pwsh.dll'))
    & $program @first -NoProfile -NonInteractive -File (Join-Path $PSScriptRoot 'tests/PowerShell/Invoke-Tests.ps1')
}

function Invoke-Docs {
    & (Join-Path $PSScriptRoot 'docs/Write-Help.ps1')
}

function Invoke-Package {
    dotnet build (Join-Path $PSScriptRoot 'src/ReleaseManager.PowerShell') --configuration Release
    $version = (Import-PowerShellDataFile (Join-Path $PSScriptRoot 'ReleaseManager.psd1')).ModuleVersion
    Compress-Archive -Path (Join-Path $out 'ReleaseManager') -DestinationPath (Join-Path $out "ReleaseManager-$version.zip") -Force
}

function Invoke-Clean {
    dotnet clean $PSScriptRoot --configuration $Configuration
    Remove-Item -LiteralPath $out -Recurse -Force -ErrorAction Ignore
}

foreach ($name in $Task) {
    & "Invoke-$name"
}
