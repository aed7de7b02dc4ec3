# What the hosts of pipelines do with action.yml and the Azure template, for their tests: values put in, each step's script run unchanged in a
# PowerShell of its own with the variables of that host, its commands read.
Import-Module $PSScriptRoot/Testing.psm1

<#
.SYNOPSIS
What a YAML file holds, read by the module's own YamlDotNet: dictionaries, lists, texts.
#>
function Read-Yaml([string] $Text) {
    Import-TestedModule
    $context = [System.Runtime.Loader.AssemblyLoadContext]::All | Where-Object Name -EQ 'ReleaseManager'
    $assembly = $context.LoadFromAssemblyName([System.Reflection.AssemblyName]::new('YamlDotNet'))
    $reader = [Activator]::CreateInstance($assembly.GetType('YamlDotNet.Serialization.Deserializer'))
    $reader.Deserialize([System.IO.StringReader]::new($Text))
}

<#
.SYNOPSIS
A text with its expressions replaced by values; fails on an expression that has none.
.PARAMETER Value
Values by the whole name in the expression, for example inputs.state.
#>
function Expand-Expression([string] $Text, [hashtable] $Value) {
    [regex]::Replace($Text, '\$\{\{\s*(?<name>[^}]*?)\s*\}\}', {
            param($found)
            $name = $found.Groups['name'].Value
            $Value.ContainsKey($name) ? "$($Value[$name])" : $(throw "'$name' has no value here.")
        })
}

# Runs a script as the host does: in a file of its own, its last exit code the step's.
function Invoke-StepScript([string] $Script, [hashtable] $Environment, [string] $Folder) {
    $file = Join-Path $Folder "step-$([guid]::NewGuid()).ps1"
    Set-Content -LiteralPath $file "`$ErrorActionPreference = 'stop'`n$Script`nif ((Test-Path -LiteralPath variable:\LASTEXITCODE)) { exit `$LASTEXITCODE }"
    $program, $first = Get-PowerShellCommand
    $start = [System.Diagnostics.ProcessStartInfo]::new($program)
    foreach ($argument in @($first).Where({ $_ }) + '-NoProfile', '-NonInteractive', '-Command', ". '$file'") {
        $start.ArgumentList.Add($argument)
    }

    $start.RedirectStandardOutput = $start.RedirectStandardError = $true
    foreach ($name in 'GITHUB_ACTIONS', 'TF_BUILD', 'KUBECONFIG') {
        $null = $start.Environment.Remove($name)
    }

    foreach ($name in $Environment.Keys) {
        $start.Environment[$name] = "$($Environment[$name])"
    }

    $process = [System.Diagnostics.Process]::Start($start)
    $errors = $process.StandardError.ReadToEndAsync()
    $text = $process.StandardOutput.ReadToEnd()
    $process.WaitForExit()
    [pscustomobject] @{ ExitCode = $process.ExitCode; Lines = @($text -split '\r?\n'); Errors = $errors.GetAwaiter().GetResult() }
}

# The outputs that a step has written: a name and a value, or a value between two marks.
function Read-StepOutput([string] $File) {
    $outputs = @{}
    $lines = [System.IO.File]::ReadAllLines($File)
    for ($i = 0; $i -lt $lines.Count; $i++) {
        if ($lines[$i] -match '^(?<name>[\w-]+)<<(?<mark>.+)$') {
            $name, $mark = $Matches.name, $Matches.mark
            $value = for ($i++; $lines[$i] -cne $mark; $i++) { $lines[$i] }
            $outputs[$name] = $value -join "`n"
        }
        elseif ($lines[$i] -match '^(?<name>[\w-]+)=(?<value>.*)$') {
            $outputs[$Matches.name] = $Matches.value
        }
    }

    $outputs
}

<#
.SYNOPSIS
Runs action.yml as GitHub's runner does, and gives what came of it: exit code, lines, outputs, summary.
#>
function Invoke-GitHubAction([hashtable] $With, [hashtable] $Environment = @{}) {
    $root = Get-CheckoutPath
    $action = Read-Yaml (Get-Content -Raw (Join-Path $root 'action.yml'))
    $folder = [System.IO.Directory]::CreateTempSubdirectory('releasemanager-runner-').FullName
    $values = @{}
    foreach ($name in $action['inputs'].Keys) {
        $values["inputs.$name"] = $With.ContainsKey($name) ? $With[$name] : $action['inputs'][$name]['default']
    }

    $summary = Join-Path $folder 'summary'
    $lines = @()
    $errors = ''
    $code = 0
    foreach ($step in $action['runs']['steps']) {
        $output = Join-Path $folder "output-$($step['id'])"
        $null = New-Item -ItemType File $output
        $null = New-Item -ItemType File $summary -Force
        $variables = @{
            GITHUB_ACTIONS = 'true'; CI = 'true'; GITHUB_ACTION_PATH = $root; GITHUB_OUTPUT = $output
            GITHUB_STEP_SUMMARY = $summary; RUNNER_TEMP = $folder
        } + $Environment
        foreach ($name in @($step['env'].Keys)) {
            $variables[$name] = Expand-Expression $step['env'][$name] $values
        }

        $ran = Invoke-StepScript $step['run'] $variables $folder
        $lines += $ran.Lines
        $errors += $ran.Errors
        foreach ($one in (Read-StepOutput $output).GetEnumerator()) {
            $values["steps.$($step['id']).outputs.$($one.Key)"] = $one.Value
        }

        $code = $ran.ExitCode
        if ($code -ne 0) {
            break
        }
    }

    # What a step has not set is empty.
    foreach ($name in $action['outputs'].Keys.Where({ -not $values.ContainsKey("steps.run.outputs.$_") })) {
        $values["steps.run.outputs.$name"] = ''
    }

    $outputs = @{}
    foreach ($name in $action['outputs'].Keys) {
        $outputs[$name] = Expand-Expression $action['outputs'][$name]['value'] $values
    }

    $text = [System.IO.File]::ReadAllText($summary)
    Remove-Item -LiteralPath $folder -Recurse
    [pscustomobject] @{ ExitCode = $code; Lines = $lines; Errors = $errors; Outputs = $outputs; Summary = $text }
}

<#
.SYNOPSIS
Runs the Azure template as the agent does, and gives what came of it, in the same form.
#>
function Invoke-AzureTemplate([hashtable] $Parameter, [hashtable] $Environment = @{}) {
    $template = Read-Yaml (Get-Content -Raw (Join-Path (Get-CheckoutPath) 'pipelines/azure/steps.yml'))
    $folder = [System.IO.Directory]::CreateTempSubdirectory('releasemanager-agent-').FullName
    $values = @{}
    foreach ($one in $template['parameters']) {
        $name = $one['name']
        $values["parameters.$name"] = $Parameter.ContainsKey($name) ? $Parameter[$name] : $one['default']
    }

    $step = $template['steps'][0]
    $variables = @{
        TF_BUILD = 'True'; AGENT_TEMPDIRECTORY = $folder; SYSTEM_DEFAULTWORKINGDIRECTORY = $folder; SYSTEM_TEAMPROJECT = 'acme'
    } + $Environment
    foreach ($name in @($step['env'].Keys)) {
        if ($name -eq '${{ insert }}') {
            @(${Parameter}['environment']?.GetEnumerator()).Where({ $_ }).ForEach({ $variables[$_.Key] = $_.Value })
        }
        else {
            $variables[$name] = Expand-Expression $step['env'][$name] $values
        }
    }

    $ran = Invoke-StepScript $step['pwsh'] $variables $folder
    $outputs = @{}
    $summary = ''
    switch -Regex ($ran.Lines) {
        '^##vso\[task\.setvariable variable=(?<name>\w+);isOutput=true\](?<value>.*)$' { $outputs[$Matches.name] = $Matches.value }
        '^##vso\[task\.uploadsummary\](?<file>.+)$' { $summary += [System.IO.File]::ReadAllText($Matches.file) }
    }

    Remove-Item -LiteralPath $folder -Recurse
    [pscustomobject] @{ ExitCode = $ran.ExitCode; Lines = $ran.Lines; Errors = $ran.Errors; Outputs = $outputs; Summary = $summary }
}

Export-ModuleMember -Function Read-Yaml, Invoke-GitHubAction, Invoke-AzureTemplate
