<#
.SYNOPSIS
Proves that the packages come out the same wherever they are made: two clones of this checkout's commit, in folders of different names and
depths, are packaged, and every file is compared byte by byte.
.DESCRIPTION
Takes as long as two whole builds. Fails naming the files that differ.
#>
[CmdletBinding()]
param(
    # The platforms of the command line.
    [string[]] $Platform = @('linux-x64', 'linux-arm64', 'osx-x64', 'osx-arm64', 'win-x64', 'win-arm64')
)

$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
$root = Split-Path -Path $PSScriptRoot -Parent
$work = [System.IO.Directory]::CreateTempSubdirectory('releasemanager-reproduce-').FullName
$before = $env:SOURCE_DATE_EPOCH
try {
    $env:SOURCE_DATE_EPOCH = $null # a clone has to find its time itself
    $clones = (Join-Path $work 'one'), (Join-Path $work 'another/and deeper')
    # Before the first is packaged, which takes its time: the checkout may have another commit by then.
    foreach ($clone in $clones) {
        git clone --quiet $root $clone
    }

    $sums = foreach ($clone in $clones) {
        Write-Host "Packaging in $clone"
        & (Join-Path $clone 'packaging/New-Packages.ps1') -Platform $Platform | Write-Host
        , [System.IO.File]::ReadAllLines((Join-Path $clone 'out/packages/SHA256SUMS'))
    }

    $difference = Compare-Object $sums[0] $sums[1]
    if ($difference) {
        throw "These packages differ between two clones: $(($difference.InputObject -replace '^\S+\s+' | Sort-Object -Unique) -join ', ')."
    }

    "$($sums[0].Count) packages are the same from both clones."
}
finally {
    $env:SOURCE_DATE_EPOCH = $before
    Remove-Item -LiteralPath $work -Recurse -Force
}
