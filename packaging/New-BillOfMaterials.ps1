<#
.SYNOPSIS
Writes the bill of materials (CycloneDX, JSON) of what is shipped: the packages in the command line, which has all that the module has and more,
with their licences and hashes, and the runtime beside it in the archives.
#>
[CmdletBinding()]
param(
    # The file to write.
    [Parameter(Mandatory)]
    [string] $Path
)

$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $false
$root = Split-Path -Path $PSScriptRoot -Parent
$project = Join-Path $root 'src/ReleaseManager.Cli/ReleaseManager.Cli.csproj'
Import-Module (Join-Path $PSScriptRoot 'Product.psm1') -Force

function Invoke-DotNet {
    Push-Location -LiteralPath $root # where the manifest of the tools is found
    try {
        $said = dotnet @args 2>&1 | Out-String
        if ($LASTEXITCODE -ne 0) {
            throw "dotnet $($args[0..1]) failed: $($said.Trim())"
        }

        $said.Trim()
    }
    finally {
        Pop-Location
    }
}

$work = [System.IO.Directory]::CreateTempSubdirectory('releasemanager-materials-').FullName
try {
    $null = Invoke-DotNet tool restore
    $null = Invoke-DotNet tool run dotnet-CycloneDX -- $project --recursive --exclude-dev --output $work --filename bom.json --output-format Json `
        --no-serial-number --set-name releasemanager --set-version (Get-ProductVersion)
    $bom = Get-Content -LiteralPath (Join-Path $work 'bom.json') -Raw | ConvertFrom-Json -AsHashtable -DateKind String
}
finally {
    Remove-Item -LiteralPath $work -Recurse -Force
}

# Reproducible like all the rest: of its time the tool knows only now.
$bom.metadata.timestamp = (Get-SourceTime).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", [cultureinfo]::InvariantCulture)
$bom.metadata.component['licenses'] = @(@{ license = [ordered] @{ id = 'Apache-2.0' } })
$version = Invoke-DotNet msbuild $project '-getProperty:BundledNETCoreAppPackageVersion'
$reference = "pkg:generic/dotnet-runtime@$version"
$bom.components += [ordered] @{
    type = 'framework'; 'bom-ref' = $reference; name = 'Microsoft.NETCore.App'; version = $version; scope = 'required'
    licenses = @(@{ license = [ordered] @{ id = 'MIT' } }); purl = $reference
}
$bom.dependencies.Where({ $_.ref -eq $bom.metadata.component['bom-ref'] }).ForEach({ $_['dependsOn'] = @($_['dependsOn']) + $reference })
$bom.dependencies += [ordered] @{ ref = $reference }
[System.IO.File]::WriteAllText($Path, ($bom | ConvertTo-Json -Depth 32).Replace("`r", '') + "`n")
