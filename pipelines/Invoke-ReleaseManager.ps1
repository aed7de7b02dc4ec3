<#
.SYNOPSIS
One step of a pipeline: an export, an import or a comparison, told to the host as hosts want it. What action.yml and the Azure template run.
.DESCRIPTION
What is wanted comes in by environment variables (INPUT_...), never as script text. Outputs: snapshot, releases, changed, failed, differences.
Ends with exit code 1 where anything failed.
#>
$ErrorActionPreference = 'Stop'
Import-Module (Join-Path $PSScriptRoot 'Pipeline.psm1') -Force
Hide-Secret $env:INPUT_PASSPHRASE

function Get-Text([string] $Name) {
    $text = [Environment]::GetEnvironmentVariable("INPUT_$Name")
    [string]::IsNullOrWhiteSpace($text) ? $null : $text.Trim()
}

# Names with commas or line breaks between them.
function Get-List([string] $Name) {
    @((Get-Text $Name) -split '[,\r\n]+').ForEach({ "$_".Trim() }).Where({ $_ })
}

function Test-Switch([string] $Name) {
    $text = (Get-Text $Name) ?? 'false'
    if ($text -notin 'true', 'false') {
        throw "Input '$($Name.ToLowerInvariant().Replace('_', '-'))' is neither true nor false."
    }

    $text -eq 'true'
}

# Those that are given: nothing stands for the command's own default.
function Get-Given([hashtable] $All) {
    $given = @{}
    foreach ($name in $All.Keys) {
        if ($All[$name] -is [array] ? $All[$name].Count : $All[$name]) {
            $given[$name] = $All[$name]
        }
    }

    $given
}

function Get-Backend {
    [System.Diagnostics.CodeAnalysis.SuppressMessage('PSAvoidUsingConvertToSecureStringWithPlainText', '', Justification = 'Hosts hand secrets over in variables.')]
    param()

    $state = (Get-Text STATE) ?? $(throw "Input 'state' is missing: the folder of the state, or s3://bucket/path.")
    $keys = Get-Given @{
        Passphrase = $env:INPUT_PASSPHRASE ? (ConvertTo-SecureString $env:INPUT_PASSPHRASE -AsPlainText -Force) : $null
        KeyFile = Get-Text KEY_FILE
    }
    if ($state -notmatch '^s3://(?<bucket>[^/]+)/(?<path>.+)$') {
        return New-LocalBackend $state @keys
    }

    $place = Get-Given @{ Region = Get-Text REGION; EndpointUrl = Get-Text ENDPOINT_URL; ForcePathStyle = Test-Switch FORCE_PATH_STYLE }
    New-S3Backend $Matches.bucket $Matches.path @place @keys
}

# Any other parameter of the command, as a JSON object; its values are data.
function Get-Argument {
    $text = Get-Text ARGUMENTS
    if (-not $text) {
        return @{}
    }

    try {
        $read = $text | ConvertFrom-Json -AsHashtable
    }
    catch {
        $read = $null
    }

    $read -is [hashtable] ? $read : $(throw "Input 'arguments' is no JSON object of parameters and their values.")
}

# The commands of an operation, in order, each with its parameters; what an import brings back is settled by a plan first, and carried out as planned.
function Invoke-Operation([string] $Operation) {
    $cluster = Get-Given @{ Kubeconfig = Get-Text KUBECONFIG; KubeContext = Get-Text KUBE_CONTEXT }
    $which = Get-Given @{ Backend = Get-Backend; Name = Get-List NAMES; Namespace = Get-List NAMESPACES }
    $more = Get-Argument
    switch ($Operation) {
        export {
            $own = Get-Given @{ ExcludeNamespace = Get-List EXCLUDE_NAMESPACES; WhatIf = Test-Switch DRY_RUN }
            Invoke-Cmdlet Export-HelmReleaseState $cluster, $which, $own, $more
        }
        import {
            $own = Get-Given @{ ExcludeNamespace = Get-List EXCLUDE_NAMESPACES; Snapshot = Get-Text SNAPSHOT; Wait = Test-Switch WAIT }
            $plan = Invoke-Cmdlet New-HelmReleaseImportPlan $cluster, $which, $own, $more
            $plan
            if ($plan -and -not (Test-Switch DRY_RUN)) {
                Invoke-Cmdlet Import-HelmReleaseState @{ Plan = $plan }, $cluster
            }
        }
        compare {
            $own = Get-Given @{ ReferenceSnapshot = Get-Text SNAPSHOT; DifferenceSnapshot = Get-Text DIFFERENCE_SNAPSHOT }
            Invoke-Cmdlet Compare-HelmReleaseState ($own.DifferenceSnapshot ? @{} : $cluster), $which, $own, $more
        }
        default { throw "Input 'operation' is '$Operation'; it is export, import or compare." }
    }
}

# What went wrong, for the page of the run and for the step's end.
function Write-Failure([System.Management.Automation.ErrorRecord] $Failure) {
    $failures.Add($Failure)
    $id = ($Failure.FullyQualifiedErrorId -split ',')[0]
    $message = "$Failure $($Failure.ErrorDetails.RecommendedAction)".Trim()
    # Each release that did not come back is on the page already.
    $id -eq 'ImportIncomplete' ? (Write-PlainText "${id}: $message") : (Write-Issue error $id $message)
}

# Runs a command; gives its results, and puts what it says where it belongs.
function Invoke-Cmdlet([string] $Name, [hashtable[]] $Argument) {
    $all = @{}
    foreach ($pair in $Argument.ForEach({ $_.GetEnumerator() })) {
        $all[$pair.Key] = $pair.Value
    }

    try {
        # Not Stop: a release that cannot be compared does not end the comparison of the others.
        & $Name @all -Verbose -ErrorAction Continue *>&1 | ForEach-Object {
            switch ($_) {
                { $_ -is [System.Management.Automation.ErrorRecord] } { Write-Failure $_; break }
                # An import puts the warnings of its releases on the page itself.
                { $_ -is [System.Management.Automation.WarningRecord] } {
                    $Name -like 'Import-*' ? (Write-PlainText "WARNING: $_") : (Write-Issue warning $Name "$_")
                    break
                }
                { $_ -is [System.Management.Automation.VerboseRecord] -or $_ -is [System.Management.Automation.InformationRecord] } {
                    Write-PlainText "$_"
                    break
                }
                default { $_ }
            }
        }
    }
    catch {
        Write-Failure $_
    }
}

function Get-ReleaseName($Release) {
    "$($Release.Namespace)/$($Release.Name)"
}

# Those that differ: -IncludeEqual gives the others, too.
function Select-Difference([object[]] $Result) {
    $Result.Where({ $_ -and "$($_.Change)" -ne 'Equal' })
}

# In what a release differs, by names alone: values and manifests are not for a page that many can read.
function Get-DifferenceDetail($Release, [int] $Most = 10) {
    $objects = @(
        if ($Release.Reference -and $Release.Difference -and -not $Release.Problem) {
            if ($Release.Values.Count -gt 0) { 'values' }
            foreach ($one in $Release.Objects) { "$one" }
        }

        foreach ($one in $Release.Drift) { "drift of $one" }
    )
    $more = $objects.Count -gt $Most ? "and $($objects.Count - $Most) more" : @()
    $all = @($Release.Changes) + $objects[0..($Most - 1)] + $more + $Release.Problem
    $all.Where({ $null -ne $_ }) -join '; '
}

function Get-DifferenceCount([int] $Count) {
    switch ($Count) {
        0 { 'no release differs' }
        1 { '1 release differs' }
        default { "$Count releases differ" }
    }
}

# What outputs and summary say of an operation's results.
function Measure-Result([string] $Operation, [object[]] $Result) {
    $outputs = [ordered] @{ snapshot = Get-Text SNAPSHOT; releases = 0; changed = 0; failed = 0; differences = 0 }
    $rows = @()
    switch ($Operation) {
        export {
            foreach ($one in $Result) {
                $outputs.snapshot = $one.Sequence
                $outputs.releases = $one.Releases
                $outputs.changed = $one.ChangedRevisions + $one.RemovedRevisions
                $rows += [pscustomobject] @{
                    Snapshot = $one.Sequence; New = $one.Written ? 'yes' : 'no'; Releases = $one.Releases; Revisions = $one.Revisions
                    'Changed revisions' = $one.ChangedRevisions; 'Removed revisions' = $one.RemovedRevisions; Suspect = $one.Suspect
                }
            }
        }
        import {
            $plan, $done = $Result.Where({ $_ -is [ReleaseManager.ReleaseImportPlan] }, 'Split')
            $outputs.snapshot = $plan.Snapshot
            if ($done.Count -gt 0 -or -not (Test-Switch DRY_RUN)) {
                $outputs.changed = @($done.Where({ "$($_.Outcome)" -eq 'Restored' })).Count
                $outputs.failed = @($done.Where({ "$($_.Outcome)" -notin 'Restored', 'Skipped' })).Count
                $rows = foreach ($one in $done | Sort-Object Namespace, Name) {
                    [pscustomobject] @{
                        Release = Get-ReleaseName $one; Revision = $one.Revision; Outcome = $one.Outcome
                        Objects = $one.ObjectsCreated + $one.ObjectsChanged; Message = $one.Message
                    }
                }
            }
            else {
                $outputs.failed = @($plan.Releases.Where({ "$($_.Action)" -eq 'Refuse' })).Count
                $rows = foreach ($one in $plan.Releases) {
                    [pscustomobject] @{ Release = Get-ReleaseName $one; Revision = $one.Revision; Plan = $one.Action; Why = $one.Reasons -join ' ' }
                }
            }

            $outputs.releases = @($rows).Count
        }
        compare {
            $differing = Select-Difference $Result
            $outputs.releases = $outputs.differences = @($differing).Count
            $rows = foreach ($one in $differing) {
                [pscustomobject] @{ Release = Get-ReleaseName $one; Change = $one.Change; Details = Get-DifferenceDetail $one }
            }
        }
    }

    [pscustomobject] @{ Outputs = $outputs; Rows = @($rows) }
}

$failures = [System.Collections.Generic.List[object]]::new()
$operation = Get-Text OPERATION
$results = @()
Enter-LogGroup "ReleaseManager: $operation"
try {
    $results = @(Invoke-Operation $operation)
}
catch {
    Write-Failure $_
}
finally {
    Exit-LogGroup
}

$found = Measure-Result $operation $results
if ($failures.Count -gt 0) {
    $found.Outputs.failed = [Math]::Max($found.Outputs.failed, 1)
}

foreach ($one in $found.Outputs.GetEnumerator()) {
    Set-StepOutput $one.Key "$($one.Value)"
}

$happened = switch ($true) {
    ($failures.Count -gt 0 -or $found.Outputs.failed -gt 0) { 'failed'; break }
    ($operation -eq 'compare') { Get-DifferenceCount $found.Outputs.differences; break }
    default { 'done' }
}
$summary = @("### ReleaseManager ${operation}: $happened", '')
if ($found.Rows.Count -gt 0) {
    $summary += ConvertTo-MarkdownTable $found.Rows[0].PSObject.Properties.Name $found.Rows
    $found.Rows | Format-Table -AutoSize -Wrap | Out-String -Width 160 | ForEach-Object { Write-PlainText $_.Trim() }
}

foreach ($one in $failures.Where({ $_.FullyQualifiedErrorId -notlike 'ImportIncomplete*' })) {
    $summary += '', (ConvertTo-Cell "$one")
}

Write-StepSummary $summary
if ($operation -eq 'compare' -and $found.Outputs.differences -gt 0 -and (Test-Switch FAIL_ON_DIFFERENCE)) {
    Write-Issue error Difference "$(Get-DifferenceCount $found.Outputs.differences): see the summary."
    exit 1
}

exit ($happened -eq 'failed' ? 1 : 0)
