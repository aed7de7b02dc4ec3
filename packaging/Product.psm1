# What all packages say of the product; Directory.Build.props is the one place where its version stands.
$script:Root = Split-Path -Path $PSScriptRoot -Parent

function Get-Property([string] $Name) {
    ([xml] (Get-Content -LiteralPath (Join-Path $script:Root 'Directory.Build.props') -Raw)).SelectSingleNode("//$Name").InnerText
}

<#
.SYNOPSIS
The version of everything.
#>
function Get-ProductVersion {
    Get-Property Version
}

<#
.SYNOPSIS
The project's place in the web.
#>
function Get-ProductUrl {
    (Get-Property PackageProjectUrl).TrimEnd('/')
}

<#
.SYNOPSIS
The time that everything in a package bears: SOURCE_DATE_EPOCH, else that of the commit.
#>
function Get-SourceTime {
    $seconds = $env:SOURCE_DATE_EPOCH ? $env:SOURCE_DATE_EPOCH : (git -C $script:Root log -1 --format=%ct)
    if (-not $seconds) {
        throw 'When the sources were written is not known. Set SOURCE_DATE_EPOCH, or package from a git clone.'
    }

    $time = [DateTimeOffset]::FromUnixTimeSeconds([long] $seconds)
    $earliest = [DateTimeOffset]::new(1980, 1, 1, 0, 0, 0, [TimeSpan]::Zero)
    $time -lt $earliest ? $earliest : $time # no zip file knows earlier times
}

<#
.SYNOPSIS
What the changelog says of a version; of what is not released yet where it does not name the version.
#>
function Get-ReleaseNote([string] $Version, [string] $Changelog = (Join-Path $script:Root 'CHANGELOG.md')) {
    $text = Get-Content -LiteralPath $Changelog -Raw
    foreach ($title in "\[?$([regex]::Escape($Version))\]?", '\[?Unreleased\]?') {
        if ($text -match "(?ms)^## $title[^\n]*\n(?<notes>.*?)(?=^## |\z)") {
            return $Matches.notes.Trim().Replace("`r", '')
        }
    }

    throw "CHANGELOG.md says nothing of version $Version, and nothing that is unreleased."
}

<#
.SYNOPSIS
The text of a PowerShell data file with another value for one of its keys.
.PARAMETER Value
A text; it takes the place of the value that the key has.
#>
function Set-ManifestValue([string] $Text, [string] $Key, [string] $Value) {
    $tree = [System.Management.Automation.Language.Parser]::ParseInput($Text, [ref] $null, [ref] $null)
    $pair = $tree.FindAll({ $args[0] -is [System.Management.Automation.Language.HashtableAst] }, $true).KeyValuePairs.
        Where({ $_.Item1.Extent.Text -eq $Key }, 'First')
    if (-not $pair) {
        throw "The manifest has no $Key."
    }

    $place = $pair[0].Item2.Extent
    $Text.Remove($place.StartOffset, $place.EndOffset - $place.StartOffset).Insert($place.StartOffset, "'$($Value.Replace("'", "''"))'")
}

Export-ModuleMember -Function Get-ProductVersion, Get-ProductUrl, Get-SourceTime, Get-ReleaseNote, Set-ManifestValue
