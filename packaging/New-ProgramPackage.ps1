<#
.SYNOPSIS
Makes the archive of the command line for one platform: one program that brings its runtime, compiled ahead for a quick start.
.DESCRIPTION
Where NuGet's sources hold no runtime for the platform, the archive needs .NET on the machine instead; its name and a warning say so.
.OUTPUTS
The path of the archive.
#>
[CmdletBinding()]
param(
    # A runtime identifier: linux-x64, osx-arm64 ...
    [Parameter(Mandatory)]
    [string] $Platform,

    # The folder for the archive.
    [Parameter(Mandatory)]
    [string] $Destination,

    # Where the build leaves what it makes.
    [Parameter(Mandatory)]
    [string] $Work
)

$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $false
Import-Module (Join-Path $PSScriptRoot 'Archives.psm1'), (Join-Path $PSScriptRoot 'Product.psm1') -Force

$root = Split-Path -Path $PSScriptRoot -Parent
$project = Join-Path $root 'src/ReleaseManager.Cli'
$name = "releasemanager-$(Get-ProductVersion)-$Platform"
$target = Join-Path $Work "publish-$Platform"
$windows = $Platform -like 'win-*'
$build = & (Join-Path $PSScriptRoot 'Get-BuildFlag.ps1') -Work $Work

function Invoke-DotNet {
    $said = dotnet @args 2>&1 | Out-String
    [pscustomobject] @{ Done = $LASTEXITCODE -eq 0; Said = $said.Trim() }
}

function Publish-Program([string[]] $Form) {
    $published = Invoke-DotNet publish $project --output $target @build @Form
    if (-not $published.Done) {
        throw "The command line could not be published for ${Platform}: $($published.Said)"
    }
}

# The framework's own assemblies come compiled; all in one image would compile them again.
$whole = '-p:SelfContained=true', '-p:PublishSingleFile=true', '-p:PublishReadyToRun=true', '-p:PublishReadyToRunComposite=false'
$restored = Invoke-DotNet restore $project "-p:RuntimeIdentifier=$Platform" @whole @($build.Where({ $_ -ne '--configuration' -and $_ -ne 'Release' }))
if ($restored.Done) {
    Publish-Program (@('--no-restore', "-p:RuntimeIdentifier=$Platform") + $whole)
}
elseif ($restored.Said -match 'NU1101: [^\r\n]*(?<package>Microsoft\.(NETCore|AspNetCore)\.App(\.[\w-]+)+)') {
    Write-Warning "$($Matches.package) is not to be had here: what is made for $Platform needs .NET on the machine."
    $name = "$name-needs-dotnet"
    Publish-Program "-p:RuntimeIdentifier=$Platform", '-p:SelfContained=false', '-p:UseAppHost=false', '-p:PublishReadyToRun=false'
    $start = $windows ? "@dotnet `"%~dp0releasemanager.dll`" %*`r`n" : "#!/bin/sh`nexec dotnet `"`$(dirname -- `"`$0`")/releasemanager.dll`" `"`$@`"`n"
    [System.IO.File]::WriteAllText((Join-Path $target ($windows ? 'releasemanager.cmd' : 'releasemanager')), $start)
}
else {
    throw "What the command line needs for $Platform could not be restored: $($restored.Said)"
}

Copy-Item -LiteralPath (Join-Path $root 'LICENSE') -Destination $target
$entries = Get-FolderEntry $target "$name/" -Program releasemanager, releasemanager.exe
$null = New-Item -ItemType Directory -Path $Destination -Force
$archive = Join-Path $Destination ($windows ? "$name.zip" : "$name.tar.gz")
if ($windows) {
    Write-ZipArchive $archive $entries (Get-SourceTime)
}
else {
    Write-TarArchive $archive $entries (Get-SourceTime)
}

$archive
