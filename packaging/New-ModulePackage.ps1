<#
.SYNOPSIS
Makes the package of the module, as Publish-PSResource would upload it, from a folder that a build has staged.
.DESCRIPTION
Publish it with: Publish-PSResource -NupkgPath out/packages/ReleaseManager.VERSION.nupkg -Repository PSGallery -ApiKey KEY
.OUTPUTS
The path of the package.
#>
[CmdletBinding()]
param(
    # What a build has staged; it is not changed.
    [Parameter(Mandatory)]
    [string] $Folder,

    # The folder for the package.
    [Parameter(Mandatory)]
    [string] $Destination
)

$ErrorActionPreference = 'Stop'
Import-Module (Join-Path $PSScriptRoot 'Archives.psm1'), (Join-Path $PSScriptRoot 'Product.psm1') -Force

$version = Get-ProductVersion
$name = "ReleaseManager.$version.nupkg"
$work = [System.IO.Directory]::CreateTempSubdirectory('releasemanager-package-').FullName

# NuGet gives two of its parts names that differ each time, and names the machine in one.
function Get-SettledEntry([object[]] $Entry) {
    $core = 'package/services/metadata/core-properties/ReleaseManager.psmdcp'
    foreach ($one in $Entry) {
        $text = [System.Text.Encoding]::UTF8.GetString($one.Content)
        switch -Wildcard ($one.Name) {
            '_rels/.rels' {
                $number = @{ Value = 0 }
                $text = $text -replace '/package/services/metadata/core-properties/[^"]+', "/$core"
                $text = [regex]::Replace($text, ' Id="[^"]*"', { $number.Value++; " Id=`"R$($number.Value)`"" }.GetNewClosure())
                New-Entry $one.Name ([System.Text.Encoding]::UTF8.GetBytes($text))
            }
            '*.psmdcp' {
                $text = $text -replace '<lastModifiedBy>[^<]*</lastModifiedBy>', '<lastModifiedBy>ReleaseManager</lastModifiedBy>'
                New-Entry $core ([System.Text.Encoding]::UTF8.GetBytes($text))
            }
            # Its lines follow the order in which the folder's files were found.
            '?Content_Types?.xml' {
                $types = [xml] $text.TrimStart([char] 0xFEFF)
                foreach ($line in @($types.DocumentElement.ChildNodes) | Sort-Object Name, Extension, PartName -Culture '') {
                    $null = $types.DocumentElement.AppendChild($line)
                }

                New-Entry $one.Name ([System.Text.Encoding]::UTF8.GetBytes($types.OuterXml))
            }
            default { $one }
        }
    }
}

try {
    $staged = Join-Path $work 'ReleaseManager'
    Copy-Item -LiteralPath $Folder -Destination $staged -Recurse
    $manifest = Join-Path $staged 'ReleaseManager.psd1'
    $text = Set-ManifestValue ([System.IO.File]::ReadAllText($manifest)) ReleaseNotes (Get-ReleaseNote $version)
    [System.IO.File]::WriteAllText($manifest, $text)

    $packed = Compress-PSResource -Path $staged -DestinationPath $work -PassThru
    if ($packed.Name -ne $name) {
        throw "The module's manifest is of another version than Directory.Build.props ($version): run ./build.ps1 -Task Version, then build again."
    }

    $null = New-Item -ItemType Directory -Path $Destination -Force
    $package = Join-Path $Destination $name
    Write-ZipArchive $package (Get-SettledEntry (Read-ZipArchive $packed.FullName)) (Get-SourceTime)
    $package
}
finally {
    Remove-Item -LiteralPath $work -Recurse -Force
}
