<#
.SYNOPSIS
Writes the version of Directory.Build.props, and the project's address, wherever else they must stand: the module's manifest, the chart.
.DESCRIPTION
PowerShell and Helm read a checkout's manifest and chart as they are, so these cannot look the version up; a test tells when they differ.
#>
[CmdletBinding()]
param(
    # Another version from now on; else the one that Directory.Build.props names.
    [ValidatePattern('^\d+\.\d+\.\d+$', ErrorMessage = "'{0}' is not a version like 1.2.3.")]
    [string] $Version
)

$ErrorActionPreference = 'Stop'
$root = Split-Path -Path $PSScriptRoot -Parent
Import-Module (Join-Path $PSScriptRoot 'Product.psm1') -Force

function Edit-File([string] $Name, [scriptblock] $Edit) {
    $path = Join-Path $root $Name
    $before = [System.IO.File]::ReadAllText($path)
    $after = & $Edit $before
    if ($after -cne $before) {
        [System.IO.File]::WriteAllText($path, $after)
        "$Name has changed."
    }
}

if ($Version) {
    Edit-File 'Directory.Build.props' { $args[0] -replace '(?<=<Version>)[^<]*', $Version }
}

$Version = Get-ProductVersion
$url = Get-ProductUrl
Edit-File 'ReleaseManager.psd1' {
    $text = Set-ManifestValue $args[0] ModuleVersion $Version
    $text = Set-ManifestValue $text ProjectUri $url
    Set-ManifestValue $text IconUri "$url/icon.png" # packaging/icon.png, for whoever serves that address
}
Edit-File 'charts/releasemanager/Chart.yaml' {
    $args[0] -replace '(?m)^version: .*$', "version: $Version" -replace '(?m)^appVersion: .*$', "appVersion: `"$Version`"" -replace '(?m)^home: .*$', "home: $url"
}
