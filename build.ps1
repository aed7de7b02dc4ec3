<#
.SYNOPSIS
Builds, tests and packages ReleaseManager; each task is a few calls of dotnet and Pester.
.EXAMPLE
./build.ps1
Builds everything; the module is then in out/ReleaseManager, and importable from the checkout.
.EXAMPLE
./build.ps1 -Task Build, Test
.EXAMPLE
./build.ps1 -Task Package
Makes all that is published, into out/packages: module, command line, chart (where helm is on the search path), bill of materials, checksums.
.EXAMPLE
./build.ps1 -Task Version -Version 0.2.0
Gives everything another version. Without -Version it carries the one in Directory.Build.props to where else it stands.
.EXAMPLE
./build.ps1 -Task ChartRepository -ChartUrl https://charts.example.com
Packs the chart into out/charts, a folder that any web server can serve to 'helm repo add'. Needs helm on the search path.
.EXAMPLE
./build.ps1 -Task Image -Registry registry.example.com/ops
Builds the image for both platforms without a Docker engine, and pushes it.
#>
[CmdletBinding()]
param(
    # What to do, in this order.
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Docs', 'Package', 'Reproduce', 'Version', 'ChartRepository', 'Image', 'Clean')]
    [string[]] $Task = 'Build',

    # The configuration of the build.
    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Debug',

    # The platforms whose command line is packaged: all by default.
    [string[]] $Platform,

    # The version that everything gets.
    [string] $Version,

    # Where the repository of the chart will be served from; its index then names whole addresses.
    [uri] $ChartUrl,

    # The registry, and perhaps the path in it, to which the image is pushed.
    [string] $Registry
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
    [System.Diagnostics.CodeAnalysis.SuppressMessage('PSUseSingularNouns', '', Justification = 'Named as its task is.')]
    param()


    & (Join-Path $PSScriptRoot 'docs/Write-Help.ps1')
    & (Join-Path $PSScriptRoot 'docs/Write-CmdletPages.ps1')
}

function Invoke-Package {
    $some = $Platform ? @{ Platform = $Platform } : @{}
    & (Join-Path $PSScriptRoot 'packaging/New-Packages.ps1') @some
}

function Invoke-Reproduce {
    $some = $Platform ? @{ Platform = $Platform } : @{}
    & (Join-Path $PSScriptRoot 'packaging/Test-Reproducible.ps1') @some
}

function Invoke-Version {
    $new = $Version ? @{ Version = $Version } : @{}
    & (Join-Path $PSScriptRoot 'packaging/Set-Version.ps1') @new
}

function Invoke-ChartRepository {
    $repository = Join-Path $out 'charts'
    $null = New-Item -ItemType Directory -Path $repository -Force
    helm package (Join-Path $PSScriptRoot 'charts/releasemanager') --destination $repository
    $url = $ChartUrl ? @('--url', $ChartUrl.AbsoluteUri) : @()
    helm repo index $repository @url
}

function Invoke-Image {
    $to = $Registry ? @("-p:ContainerRegistry=$Registry") : @()
    dotnet publish (Join-Path $PSScriptRoot 'src/ReleaseManager.Cli') --configuration Release -t:PublishContainer `
        '-p:RuntimeIdentifiers="linux-x64;linux-arm64"' '-p:ContainerRuntimeIdentifiers="linux-x64;linux-arm64"' @to
}

function Invoke-Clean {
    dotnet clean $PSScriptRoot --configuration $Configuration
    Remove-Item -LiteralPath $out -Recurse -Force -ErrorAction Ignore
}

foreach ($name in $Task) {
    & "Invoke-$name"
}
