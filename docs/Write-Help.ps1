<#
.SYNOPSIS
Writes the module's help from the comments of its commands.
.DESCRIPTION
What a command's class and parameters say in their documentation comments becomes the external help that Get-Help shows. Run it
after a build; a test holds the file to what the comments say.
#>
[CmdletBinding()]
param(
    # Where the help goes.
    [string] $Path = (Join-Path $PSScriptRoot '../module/en-US/ReleaseManager.PowerShell.dll-Help.xml')
)

$ErrorActionPreference = 'Stop'
$root = Split-Path $PSScriptRoot
Import-Module (Join-Path $root 'ReleaseManager.psd1')
$comments = Get-ChildItem (Join-Path $root 'src/ReleaseManager.PowerShell/bin') -Recurse -Filter ReleaseManager.PowerShell.xml |
    Sort-Object LastWriteTimeUtc -Descending | Select-Object -First 1
$members = @{}
foreach ($member in ([xml](Get-Content -Raw $comments.FullName)).doc.members.member) {
    $members[$member.name] = $member
}

$common = [System.Management.Automation.Cmdlet]::CommonParameters
$namespaces = @{
    maml    = 'http://schemas.microsoft.com/maml/2004/10'
    command = 'http://schemas.microsoft.com/maml/dev/command/2004/10'
    dev     = 'http://schemas.microsoft.com/maml/dev/2004/10'
}
$usual = @{
    WhatIf  = 'Shows what would be done, and changes nothing.'
    Confirm = 'Asks before anything is changed.'
}

# Text of a comment as one paragraph.
function Get-Text($Node) {
    ($Node ? $Node.InnerText : '') -replace '\s+', ' ' -replace '^ | $', ''
}

function Write-Element([string] $Name, [scriptblock] $Content, [System.Collections.IDictionary] $Attributes = @{}) {
    $prefix, $local = $Name -split ':'
    $writer.WriteStartElement($prefix, $local, $namespaces[$prefix])
    foreach ($key in $Attributes.Keys) {
        $writer.WriteAttributeString($key, $Attributes[$key])
    }

    $null = & $Content
    $writer.WriteEndElement()
}

function Write-Text([string] $Name, [string] $Text) {
    Write-Element $Name { $writer.WriteString($Text) }
}

function Write-Paragraph([string] $Name, [string] $Text) {
    Write-Element $Name { Write-Text 'maml:para' $Text }
}

# Whether users are to know of a parameter.
function Test-Shown($Parameter) {
    $Parameter.Name -notin $common -and
    -not $Parameter.Attributes.Where({ $_ -is [System.Management.Automation.ParameterAttribute] -and $_.DontShow })
}

function Get-ParameterText($Type, $Parameter) {
    if ($usual.Contains($Parameter.Name)) {
        return $usual[$Parameter.Name]
    }

    $property = $Type.GetProperty($Parameter.Name)
    Get-Text $members["P:$($property.DeclaringType.FullName).$($property.Name)"].SelectSingleNode('summary')
}

function Write-Parameter($Type, $Parameter, [bool] $Described) {
    $isSwitch = $Parameter.ParameterType -eq [switch]
    $pipeline = @(
        if ($Parameter.ValueFromPipeline) { 'ByValue' }
        if ($Parameter.ValueFromPipelineByPropertyName) { 'ByPropertyName' }
    )
    $property = $Type.GetProperty($Parameter.Name)
    $globbing = $property -and $property.GetCustomAttributes($true).Where({ $_ -is [System.Management.Automation.SupportsWildcardsAttribute] }).Count -gt 0
    $attributes = [ordered] @{
        required       = "$($Parameter.IsMandatory)".ToLowerInvariant()
        variableLength = "$($Parameter.ParameterType.IsArray)".ToLowerInvariant()
        globbing       = "$globbing".ToLowerInvariant()
        pipelineInput  = $pipeline ? "True ($($pipeline -join ', '))" : 'False'
        position       = $Parameter.Position -ge 0 ? "$($Parameter.Position)" : 'named'
        aliases        = $Parameter.Aliases ? ($Parameter.Aliases -join ', ') : 'none'
    }
    Write-Element 'command:parameter' -Attributes $attributes {
        Write-Text 'maml:name' $Parameter.Name
        if ($Described) {
            Write-Paragraph 'maml:description' (Get-ParameterText $Type $Parameter)
        }

        $set = $Parameter.Attributes.Where({ $_ -is [System.Management.Automation.ValidateSetAttribute] })
        if ($set -and -not $Described) {
            Write-Element 'command:parameterValueGroup' {
                foreach ($value in $set.ValidValues) {
                    Write-Text 'command:parameterValue' $value
                }
            }
        }
        elseif (-not $isSwitch) {
            $writer.WriteStartElement('command', 'parameterValue', $namespaces.command)
            $writer.WriteAttributeString('required', 'true')
            $writer.WriteAttributeString('variableLength', $attributes.variableLength)
            $writer.WriteString(($Parameter.ParameterType.Name -replace '^Int32', 'int' -replace '^String', 'string'))
            $writer.WriteEndElement()
        }
    }
}

function Write-Command($Command) {
    $type = $Command.ImplementingType
    $comment = $members["T:$($type.FullName)"]
    $summary = Get-Text $comment.SelectSingleNode('summary')
    Write-Element 'command:command' {
        Write-Element 'command:details' {
            Write-Text 'command:name' $Command.Name
            Write-Text 'command:verb' $Command.Verb
            Write-Text 'command:noun' $Command.Noun
            Write-Paragraph 'maml:description' ($summary -replace '(?<=\.)\s.*$', '')
        }
        Write-Paragraph 'maml:description' $summary
        Write-Element 'command:syntax' {
            foreach ($set in $Command.ParameterSets) {
                Write-Element 'command:syntaxItem' {
                    Write-Text 'maml:name' $Command.Name
                    $shown = $set.Parameters.Where({ Test-Shown $_ })
                    foreach ($parameter in $shown | Sort-Object { $_.Position -lt 0 }, Position, { -not $_.IsMandatory }) {
                        Write-Parameter $type $parameter -Described $false
                    }
                }
            }
        }
        Write-Element 'command:parameters' {
            $all = $Command.ParameterSets.Parameters.Where({ Test-Shown $_ })
            foreach ($same in $all | Group-Object Name | Sort-Object Name) {
                $parameter = $same.Group | Sort-Object { -not $_.IsMandatory }, { -not $_.ValueFromPipeline } | Select-Object -First 1
                Write-Parameter $type $parameter -Described $true
            }
        }
        Write-Element 'command:returnValues' {
            foreach ($output in $Command.OutputType) {
                Write-Element 'command:returnValue' {
                    Write-Element 'dev:type' { Write-Text 'maml:name' $output.Name }
                }
            }
        }
        Write-Element 'command:examples' {
            $number = 0
            foreach ($example in $comment.SelectNodes('example')) {
                $number++
                Write-Element 'command:example' {
                    Write-Text 'maml:title' "Example $number"
                    $lines = $example.SelectSingleNode('code').InnerText.Trim() -split '\r?\n'
                    Write-Text 'dev:code' ($lines.Trim() -join "`n")
                    Write-Paragraph 'dev:remarks' (Get-Text $example.SelectSingleNode('para'))
                }
            }
        }
    }
}

$settings = [System.Xml.XmlWriterSettings]::new()
$settings.Indent = $true
$settings.NewLineChars = "`n"
$settings.Encoding = [System.Text.UTF8Encoding]::new($false)
$full = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Path)
$null = New-Item -ItemType Directory -Force (Split-Path $full)
$writer = [System.Xml.XmlWriter]::Create($full, $settings)
try {
    $writer.WriteStartElement('helpItems', 'http://msh')
    $writer.WriteAttributeString('schema', 'maml')
    foreach ($command in Get-Command -Module ReleaseManager | Sort-Object Name) {
        Write-Command $command
    }

    $writer.WriteEndElement()
    $writer.WriteWhitespace("`n")
}
finally {
    $writer.Dispose()
}
