# How a step speaks to its host: workflow commands of GitHub Actions, logging commands of Azure DevOps, plain lines at a prompt.
#   https://docs.github.com/actions/reference/workflow-commands-for-github-actions
#   https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands

<#
.SYNOPSIS
Where the step runs: GitHub, Azure or None.
#>
function Get-PipelineHost {
    if ($env:GITHUB_ACTIONS -eq 'true') {
        'GitHub'
    }
    elseif ($env:TF_BUILD -eq 'true') {
        'Azure'
    }
    else {
        'None'
    }
}

# The line breaks and the percent sign of a message; a property of a command needs more.
function ConvertTo-Message([string] $Text) {
    $percent = (Get-PipelineHost) -eq 'Azure' ? '%AZP25' : '%25'
    $Text.Replace('%', $percent).Replace("`r", '%0D').Replace("`n", '%0A')
}

function ConvertTo-Property([string] $Text) {
    (ConvertTo-Message $Text).Replace(':', '%3A').Replace(',', '%2C')
}

# Text may come from a cluster: nothing in it is a command. Azure finds one anywhere in a line, GitHub one that begins with two colons.
function ConvertTo-Inert([string] $Line) {
    $Line -replace '##(?=\w*\[)', '# #' -replace '^(\s*):(?=:)', '$1: '
}

<#
.SYNOPSIS
Shows text, as it is but for what the host would take for commands.
#>
function Write-PlainText([string] $Text) {
    foreach ($line in $Text -split '\r\n|\n|\r') {
        Write-Host (ConvertTo-Inert $line)
    }
}

<#
.SYNOPSIS
Begins a part of the log that can be folded away.
#>
function Enter-LogGroup([string] $Title) {
    switch (Get-PipelineHost) {
        GitHub { Write-Host "::group::$(ConvertTo-Message $Title)" }
        Azure { Write-Host "##[group]$($Title -replace '[\r\n]+', ' ')" }
        default { Write-PlainText "== $Title" }
    }
}

<#
.SYNOPSIS
Ends that part.
#>
function Exit-LogGroup {
    switch (Get-PipelineHost) {
        GitHub { Write-Host '::endgroup::' }
        Azure { Write-Host '##[endgroup]' }
    }
}

<#
.SYNOPSIS
Puts an error or a warning on the page of the run.
#>
function Write-Issue([ValidateSet('error', 'warning')] [string] $Kind, [string] $Title, [string] $Message) {
    $Message = ConvertTo-Inert $Message
    switch (Get-PipelineHost) {
        GitHub { Write-Host "::$Kind title=$(ConvertTo-Property $Title)::$(ConvertTo-Message $Message)" }
        Azure { Write-Host "##vso[task.logissue type=$Kind]$(ConvertTo-Message "${Title}: $Message")" }
        default { Write-PlainText "$($Kind.ToUpperInvariant()): ${Title}: $Message" }
    }
}

<#
.SYNOPSIS
Has the host hide a text wherever it appears in the log.
#>
function Hide-Secret([string] $Secret) {
    foreach ($line in ($Secret -split '\r\n|\n|\r').Where({ $_ })) {
        switch (Get-PipelineHost) {
            GitHub { Write-Host "::add-mask::$(ConvertTo-Message $line)" }
            Azure { Write-Host "##vso[task.setsecret]$(ConvertTo-Message $line)" }
        }
    }
}

<#
.SYNOPSIS
Gives later steps a value.
#>
function Set-StepOutput([string] $Name, [string] $Value) {
    switch (Get-PipelineHost) {
        GitHub {
            # A mark that no value holds: else a value with line breaks could set other outputs.
            $mark = "end-$([guid]::NewGuid())"
            [System.IO.File]::AppendAllText($env:GITHUB_OUTPUT, "$Name<<$mark`n$Value`n$mark`n")
        }
        Azure { Write-Host "##vso[task.setvariable variable=$Name;isOutput=true]$(ConvertTo-Message $Value)" }
    }
}

<#
.SYNOPSIS
A cell of a Markdown table: nothing in it is markup.
#>
function ConvertTo-Cell([string] $Text) {
    $Text -replace '[\\`*_{}\[\]<>|#~&!]', '\$0' -replace '\s*[\r\n]+\s*', ' '
}

<#
.SYNOPSIS
A Markdown table of objects; as many rows as a page can bear.
#>
function ConvertTo-MarkdownTable([string[]] $Column, [object[]] $Row, [int] $Most = 500) {
    "| $($Column -join ' | ') |"
    "|$(' --- |' * $Column.Count)"
    foreach ($one in $Row | Select-Object -First $Most) {
        "| $($Column.ForEach({ ConvertTo-Cell "$($one.$_)" }) -join ' | ') |"
    }

    if ($Row.Count -gt $Most) {
        ''
        "... and $($Row.Count - $Most) more; the log has them all."
    }
}

<#
.SYNOPSIS
Puts Markdown on the summary page of the run.
#>
function Write-StepSummary([string[]] $Line) {
    $text = ($Line -join "`n") + "`n"
    switch (Get-PipelineHost) {
        GitHub { [System.IO.File]::AppendAllText($env:GITHUB_STEP_SUMMARY, "$text`n") }
        Azure {
            $file = Join-Path $env:AGENT_TEMPDIRECTORY "ReleaseManager-$([guid]::NewGuid()).md"
            [System.IO.File]::WriteAllText($file, $text)
            Write-Host "##vso[task.uploadsummary]$file"
        }
    }
}

Export-ModuleMember -Function *
