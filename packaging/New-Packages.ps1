<#
.SYNOPSIS
Makes all that is published, into out/packages: the module, the command line for each platform, the chart, the bill of materials, checksums.
.DESCRIPTION
Two clones of one commit give the same bytes, on one SDK: ./build.ps1 -Task Reproduce proves it.
#>
[CmdletBinding()]
param(
    # The platforms of the command line.
    [string[]] $Platform = @('linux-x64', 'linux-arm64', 'osx-x64', 'osx-arm64', 'win-x64', 'win-arm64'),

    # The folder for the packages; what it held before goes.
    [string] $Destination
)

$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
$root = Split-Path -Path $PSScriptRoot -Parent
$Destination = $Destination ? $Destination : (Join-Path $root 'out/packages')
$work = Join-Path $root 'out/package-build'
Import-Module (Join-Path $PSScriptRoot 'Archives.psm1'), (Join-Path $PSScriptRoot 'Product.psm1') -Force

Remove-Item -LiteralPath $Destination, $work -Recurse -Force -ErrorAction Ignore
$null = New-Item -ItemType Directory -Path $Destination, $work
$version = Get-ProductVersion

"The module: ReleaseManager.$version.nupkg"
$flags = & (Join-Path $PSScriptRoot 'Get-BuildFlag.ps1') -Work $work
dotnet build (Join-Path $root 'src/ReleaseManager.PowerShell') @flags "-p:ModuleFolder=$work/ReleaseManager/" --verbosity quiet
$null = & (Join-Path $PSScriptRoot 'New-ModulePackage.ps1') -Folder (Join-Path $work 'ReleaseManager') -Destination $Destination

# From a shell, several come as one text.
foreach ($one in $Platform -split ',') {
    "The command line: $one"
    $null = & (Join-Path $PSScriptRoot 'New-ProgramPackage.ps1') -Platform $one -Destination $Destination -Work $work
}

if (Get-Command helm -CommandType Application -ErrorAction Ignore) {
    "The chart: releasemanager-$version.tgz"
    $null = helm package (Join-Path $root 'charts/releasemanager') --destination $work
    $chart = "releasemanager-$version.tgz"
    Write-TarArchive (Join-Path $Destination $chart) (Read-TarArchive (Join-Path $work $chart)) (Get-SourceTime)
}
else {
    Write-Warning 'The chart is not packaged: there is no helm on the search path.'
}

"The bill of materials: releasemanager-$version.cdx.json"
& (Join-Path $PSScriptRoot 'New-BillOfMaterials.ps1') -Path (Join-Path $Destination "releasemanager-$version.cdx.json")

$sums = foreach ($file in Get-ChildItem -LiteralPath $Destination -File | Sort-Object Name -Culture '') {
    "$((Get-FileHash -LiteralPath $file.FullName -Algorithm SHA256).Hash.ToLowerInvariant())  $($file.Name)"
}
[System.IO.File]::WriteAllText((Join-Path $Destination 'SHA256SUMS'), ($sums -join "`n") + "`n")
Remove-Item -LiteralPath $work -Recurse -Force
$sums
