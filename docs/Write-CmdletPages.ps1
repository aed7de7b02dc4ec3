<#
.SYNOPSIS
Writes a page for each command of the module, from the help that docs/Write-Help.ps1 has made.
.DESCRIPTION
What Get-Help shows at the prompt, for those who read in a browser. A test holds the pages to the help.
#>
[CmdletBinding()]
param(
    # The folder of the pages; what else is in it goes.
    [string] $Path = (Join-Path $PSScriptRoot 'cmdlets'),

    # The help that they are made from.
    [string] $Help = (Join-Path $PSScriptRoot '../module/en-US/ReleaseManager.PowerShell.dll-Help.xml')
)

$ErrorActionPreference = 'Stop'
$folder = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Path)

# What Markdown would take for its own stays text.
function ConvertTo-Plain([string] $Text) {
    $Text -replace '([<>|*_\\\[\]])', '\$1'
}

# Elements carry declarations of their namespaces, so that PowerShell does not take them for text.
function Get-Text($Node, [string] $Name) {
    $Node.SelectSingleNode("*[local-name() = '$Name']").InnerText
}

function Get-Name($Node) {
    Get-Text $Node 'name'
}

function Get-ParagraphText($Node) {
    $Node.SelectNodes('*[local-name() = "para"]').ForEach({ ConvertTo-Plain $_.InnerText }) -join "`n`n"
}

# A parameter as syntax shows it: brackets around what may be left out.
function Get-ParameterSyntax($Parameter) {
    $values = $Parameter.parameterValueGroup ? "{$($Parameter.parameterValueGroup.parameterValue -join ' | ')}" : $Parameter.parameterValue.'#text'
    $name = $Parameter.position -eq 'named' ? "-$(Get-Name $Parameter)" : "[-$(Get-Name $Parameter)]"
    $shown = $values ? "$name <$($values.Trim('{}'))>" : $name
    $Parameter.required -eq 'true' ? $shown : "[$shown]"
}

# The syntax in lines that fit beside a browser's edge.
function Get-Syntax($Item) {
    $line = Get-Name $Item
    foreach ($word in @($Item.parameter | Where-Object { $_ } | ForEach-Object { Get-ParameterSyntax $_ }) + '[<CommonParameters>]') {
        if ($line.Length + $word.Length -gt 110) {
            $line.TrimEnd()
            $line = '   '
        }

        $line += " $word"
    }

    $line
}

function Write-Page($Command) {
    $name = Get-Name $Command.details
    "# $name"
    ''
    Get-ParagraphText $Command.details.description
    ''
    '## Syntax'
    ''
    '```'
    $sets = foreach ($set in $Command.syntax.syntaxItem) { (Get-Syntax $set) -join "`n" }
    $sets -join "`n`n"
    '```'
    ''
    '## Description'
    ''
    Get-ParagraphText $Command.description
    ''
    '## Examples'
    foreach ($example in $Command.examples.example) {
        ''
        '```powershell'
        Get-Text $example 'code'
        '```'
        ''
        Get-ParagraphText $example.remarks
    }

    ''
    '## Parameters'
    foreach ($parameter in $Command.parameters.parameter) {
        $facts = @(
            if ($parameter.parameterValue) { "``$($parameter.parameterValue.'#text')``" } else { 'a switch' }
            if ($parameter.required -eq 'true') { 'required' }
            if ($parameter.position -ne 'named') { "position $($parameter.position)" }
            if ($parameter.globbing -eq 'true') { 'takes wildcards' }
            if ($parameter.pipelineInput -ne 'False') { "from the pipeline $($parameter.pipelineInput -replace '^True ')" }
            if ($parameter.aliases -ne 'none') { "alias $($parameter.aliases)" }
        )
        ''
        "### -$(Get-Name $parameter)"
        ''
        Get-ParagraphText $parameter.description
        ''
        "($($facts -join '; '))"
    }

    $outputs = $Command.returnValues.returnValue.type | Where-Object { $_ } | ForEach-Object { Get-Name $_ } | Where-Object { $_ -and $_ -ne 'System.Void' }
    ''
    '## Output'
    ''
    if ($outputs) { ($outputs | ForEach-Object { "``$_``" }) -join ', ' } else { 'None.' }
}

$commands = ([xml] (Get-Content -Raw -LiteralPath $Help)).helpItems.command
$null = New-Item -ItemType Directory -Force -Path $folder
Remove-Item -Path (Join-Path $folder '*')
foreach ($command in $commands) {
    $text = (Write-Page $command) -join "`n"
    [System.IO.File]::WriteAllText((Join-Path $folder "$(Get-Name $command.details).md"), "$text`n")
}

$index = @(
    '# The commands of the module'
    ''
    '| command | does |'
    '|---|---|'
    foreach ($command in $commands) {
        "| [$(Get-Name $command.details)]($(Get-Name $command.details).md) | $(Get-ParagraphText $command.details.description) |"
    }
) -join "`n"
[System.IO.File]::WriteAllText((Join-Path $folder 'README.md'), "$index`n")
